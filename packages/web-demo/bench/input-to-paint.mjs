// How long it takes from a key to the next paint while the page trains, and which tasks of the page are long.
//
//   node packages/web-demo/bench/input-to-paint.mjs [plain]     plain: without isolation, on one thread
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { browser } from "../../../scripts/browser-page.mjs";
import { serveFolder } from "../server/serve.mjs";

const isolated = process.argv[2] !== "plain";
const served = await serveFolder(fileURLToPath(new URL("../dist", import.meta.url)), { isolated });
const running = await chromium.launch({ executablePath: browser, args: ["--no-sandbox"] });
const page = await running.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(`${served.url}#/train?steps=9000`);
await page.getByRole("button", { name: "Start training", exact: true }).click();
await page.locator("[data-sample]").nth(1).waitFor();
await page.evaluate(() => {
  globalThis.found = { keys: [], tasks: [] };
  const watch = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
      ...{ type, durationThreshold: 16 },
    });
  watch("event", ({ name, duration }) => name.startsWith("key") && found.keys.push(duration));
  watch("longtask", ({ duration }) => found.tasks.push(Math.round(duration)));
});
const slider = page.getByLabel("Smoothing");
for (let i = 0; i < 40; i++) {
  await slider.press(i % 2 ? "ArrowLeft" : "ArrowRight");
  await page.waitForTimeout(150 + 37 * (i % 5));
}
const { keys, tasks } = await page.evaluate(() => globalThis.found);
const largest = (all) => all.sort((a, b) => b - a).slice(0, 10);
console.log(isolated ? "isolated" : "one thread", "of 80 events, milliseconds to the next paint:");
console.log(largest(keys).join(" "));
console.log("long tasks of the page:", largest(tasks).join(" ") || "none");
await running.close();
await served.close();
