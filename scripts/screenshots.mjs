import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { serveFolder } from "../packages/web-demo/server/serve.mjs";
import { browser } from "./browser-page.mjs";
import { installAndBuild } from "./prepare.mjs";
import { root } from "./repository.mjs";

// Writes docs/screenshots: the opening page and each view of the explorer, light, dark and on a phone.
const looks = [
  { name: "light", colorScheme: "light", viewport: { width: 1280, height: 860 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1280, height: 860 } },
  { name: "phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
];

const folder = join(root, "docs", "screenshots");
process.exitCode = (await installAndBuild()) ? await takeAll() : 1;

async function takeAll() {
  const served = await serveFolder(join(root, "packages", "web-demo", "dist"), { isolated: true });
  const running = await chromium.launch({ executablePath: browser, args: ["--no-sandbox"] });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    for (const look of looks) await takeLook(running, served.url, look);
    return 0;
  } finally {
    await running.close();
    await served.close();
  }
}

async function takeLook(running, url, { name, ...options }) {
  const page = await running.newPage({ ...options, serviceWorkers: "block" });
  await page.goto(url);
  await page.waitForSelector("header nav a");
  const links = await page.locator("header nav a").evaluateAll((all) => all.map((one) => one.hash));
  for (const hash of ["#/", ...links]) {
    await page.goto(`${url}${hash}`);
    await page.waitForSelector("[data-view][data-busy=false], .arcs path");
    await page.waitForTimeout(600); // what is drawn in the next frames
    const view = hash.split("/")[1] || "opening";
    writeFileSync(
      join(folder, `${view}-${name}.webp`),
      await webp(running, await page.screenshot()),
    );
    console.log(`docs/screenshots/${view}-${name}.webp`);
  }
  await page.close();
}

/** A tenth of a PNG's bytes; the browser has the encoder. */
async function webp(running, png) {
  const other = await running.newPage();
  const encoded = await other.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext("2d").drawImage(image, 0, 0);
      return canvas.toDataURL("image/webp", 0.9);
    },
    `data:image/png;base64,${png.toString("base64")}`,
  );
  await other.close();
  return Buffer.from(encoded.split(",")[1], "base64");
}
