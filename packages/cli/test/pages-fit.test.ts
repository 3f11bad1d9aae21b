import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browser, openFile } from "../../../scripts/browser-page.mjs";
import { newFolder, qkv } from "./run-qkv.ts";

const folder = newFolder();
const at = (path: string): string => join(folder, path);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const symbols = [..."abcdefghijkl"];
  const pairs = symbols.map((_, i) => {
    const source = [...symbols.slice(i), ...symbols.slice(0, i)];
    return `${source.join(" ")}\t${source.toReversed().join(" ")}\n`;
  });
  writeFileSync(at("pairs.tsv"), pairs.join(""));
  const small = ["--layers", "1", "--heads", "1", "--d-model", "8", "--steps", "2"];
  const outcomes = await Promise.all([
    qkv(
      ["train", "--task", "seq2seq", "--data", "pairs.tsv", ...small, "--report", "training.html"],
      { cwd: folder },
    ),
    qkv(
      ["compare", "--preset", "tiny", "--devices", "wasm,reference", "--report", "devices.html"],
      { cwd: folder },
    ),
  ]);
  for (const { code, stderr } of outcomes) expect(code, stderr).toBe(0);
});

/** Elements whose contents stick out of them, and that do not scroll. */
const overflowing = `[...document.querySelectorAll("html, main, section, dl div, dd, td, th, h1, h2, blockquote")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "auto")
  .map((one) => one.localName + ": " + one.textContent.slice(0, 60))`;

/** Bars' values that are cut off at the edge of their chart. */
const cutTexts = `[...document.querySelectorAll("figure > svg > text")]
  .filter((one) => one.getBoundingClientRect().right > one.closest("svg").getBoundingClientRect().right)
  .map((one) => one.textContent)`;

if (existsSync(browser))
  describe.each([
    ["training.html", 1000],
    ["training.html", 390],
    ["devices.html", 1000],
    ["devices.html", 390],
  ])("%s on %i pixels", (file, width) => {
    test("has nothing that sticks out, and draws a map line by line", async () => {
      const { page, close } = await openFile(at(file), { width, height: 800 });
      try {
        expect(await page.evaluate(overflowing)).toEqual([]);
        expect(await page.evaluate(cutTexts)).toEqual([]);
        const wraps = `[...document.querySelectorAll(".drawn")].map((one) => getComputedStyle(one).whiteSpaceCollapse + " " + getComputedStyle(one).textWrapMode)`;
        const maps = file === "training.html" ? ["preserve nowrap"] : [];
        expect(await page.evaluate(wraps)).toEqual(maps);
      } finally {
        await close();
      }
    });
  });
else
  test("pages in headless Chromium", ({ skip }) =>
    skip(`no browser at ${browser}; apt install chromium, or name one in CHROMIUM`));
