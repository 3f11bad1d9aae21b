import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browser, type OpenFiles, openFiles } from "../../../scripts/browser-page.mjs";
import type { SweepPlan } from "../src/sweep/sweep-folder.ts";
import { sweepPage } from "../src/sweep/sweep-page.ts";
import { randomTrials } from "../src/sweep/trials.ts";
import { newFolder, qkv } from "./run-qkv.ts";

const dimensions: SweepPlan["space"]["dimensions"] = {
  lr: { scale: "log", from: 1e-5, to: 1e-1, points: undefined, whole: false },
  "weight-decay": { scale: "linear", from: 0, to: 0.3, points: undefined, whole: false },
  "d-model": { scale: "linear", from: 16, to: 512, points: undefined, whole: true },
  tokenizer: { scale: "choice", values: ["bpe:1000", "wordpiece:2000", "unigram:4000"] },
};
const sweep: SweepPlan = {
  ...{ format: "qkv sweep 1", method: "random", space: { fixed: { data: "book" }, dimensions } },
  ...{ trials: 30, seed: 0, factor: 3, metric: "valLoss", better: "lower" },
};

/** A page on trials, of which every seventh failed. */
const pageOfSweep = (): string =>
  sweepPage(
    "learning-rates",
    sweep,
    randomTrials(sweep.space, 30, 0).map(({ number: trial, values }) => ({
      ...{ trial, steps: undefined, values },
      ...(trial % 7 === 6
        ? { failed: "the loss of step 40 is not finite; lower the learning rate" }
        : { step: 4000, value: 1.5 + ((trial * 37) % 30) / 17, seconds: 83 }),
    })),
  );

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
  writeFileSync(at("sweep.html"), pageOfSweep());
  mkdirSync(at("here"));
  const small = ["--layers", "1", "--heads", "1", "--d-model", "8", "--steps", "2"];
  const outcomes = await Promise.all([
    qkv(
      [
        ...["train", "--task", "seq2seq", "--data", at("pairs.tsv"), ...small],
        ...["--out", at("elsewhere/run"), "--report", at("training.html")],
      ],
      { cwd: at("here") },
    ),
    qkv(
      ["compare", "--preset", "tiny", "--devices", "wasm,reference", "--report", "devices.html"],
      { cwd: folder },
    ),
  ]);
  for (const { code, stderr } of outcomes) expect(code, stderr).toBe(0);
  const model = ["--model", at("elsewhere/run"), "--devices", "wasm,reference"];
  const { code, stderr } = await qkv(["compare", ...model, "--report", at("run.html")], {
    cwd: at("here"),
  });
  expect(code, stderr).toBe(0);
});

test.each([
  ["training.html", "qkv: training run run"],
  ["run.html", "qkv: wasm and reference, run"],
])("%s shows no path of the machine", (file, title) => {
  const page = readFileSync(at(file), "utf8");
  expect(page).toContain(`<title>${title}</title>`);
  expect(page).not.toContain(folder);
});

/** Elements whose contents stick out of them, and that do not scroll. */
const overflowing = `[...document.querySelectorAll("html, main, section, dl div, dd, td, th, h1, h2, blockquote")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "auto")
  .map((one) => one.localName + ": " + one.textContent.slice(0, 60))`;

/** Tables that are wider than what they scroll in. */
const scrolled = `[...document.querySelectorAll(".wide")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.scrollWidth + " of " + one.clientWidth)`;

/** Bars' values that are cut off at the edge of their chart. */
const cutTexts = `[...document.querySelectorAll("figure > svg > text")]
  .filter((one) => one.getBoundingClientRect().right > one.closest("svg").getBoundingClientRect().right)
  .map((one) => one.textContent)`;

if (existsSync(browser)) {
  let files: OpenFiles;
  beforeAll(async () => {
    files = await openFiles();
  });
  afterAll(() => files?.close());

  test.each([
    ["training.html", 1000],
    ["training.html", 390],
    ["devices.html", 1000],
    ["devices.html", 390],
    ["run.html", 390],
    ["sweep.html", 1000],
    ["sweep.html", 390],
  ])(
    "%s on %i pixels has nothing that sticks out, and draws a map line by line",
    async (file, width) => {
      const page = await files.open(at(file), { width, height: 800 });
      expect(await page.evaluate(overflowing)).toEqual([]);
      expect(await page.evaluate(cutTexts)).toEqual([]);
      // A table that has to be scrolled shows no more than its first columns.
      expect(await page.evaluate(scrolled)).toEqual([]);
      const wraps = `[...document.querySelectorAll(".drawn")].map((one) => getComputedStyle(one).whiteSpaceCollapse + " " + getComputedStyle(one).textWrapMode)`;
      const maps = file === "training.html" ? ["preserve nowrap"] : [];
      expect(await page.evaluate(wraps)).toEqual(maps);
    },
  );
} else
  test("pages in headless Chromium", ({ skip }) =>
    skip(`no browser at ${browser}; apt install chromium, or name one in CHROMIUM`));
