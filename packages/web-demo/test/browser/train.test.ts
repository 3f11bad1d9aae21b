import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AdamW,
  CharacterTokenizer,
  cosineSchedule,
  crossEntropy,
  decayGroups,
  Generator,
  Gpt,
  type LanguageModelBatch,
  TokenStream,
  Trainer,
} from "@qkv/nn";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exhaustive } from "../../../../scripts/testing/parts.mjs";
import { names } from "../../src/made-data/names.ts";
import { en } from "../../src/words/en.ts";
import { type Explorer, explorer, inBrowser } from "./explorer.ts";

const text = en.views.train;
/** A model that is small enough for a test. */
const STEPS = 9000;
const settings =
  "#/train?data=names&layers=1&heads=2&width=16&context=16&batch=4&steps=9000&every=20&warmup=5";

/** What a program of one's own gets from the library: the clipped gradient of that step. */
async function gradientAfter(steps: number): Promise<number[]> {
  const corpus = names(4000, 1337);
  const tokenizer = CharacterTokenizer.train(corpus);
  const ids = tokenizer.encode(corpus);
  const sizes = { contextLength: 16, layers: 1, heads: 2, dModel: 16 };
  const generator = new Generator(1337);
  const model = new Gpt({ ...sizes, vocabSize: tokenizer.vocabSize }, { generator });
  const training = ids.subarray(0, Math.floor(0.9 * ids.length));
  const trainer = new Trainer({
    model,
    data: new TokenStream(training, { batchSize: 4, contextLength: 16, seed: 1337 }),
    loss: ({ inputs, targets }: LanguageModelBatch) => crossEntropy(model.forward(inputs), targets),
    optimizer: new AdamW(decayGroups(model, 0.1), { lr: 6e-3, betas: [0.9, 0.99] }),
    schedule: cosineSchedule({ peak: 6e-3, minimum: 6e-4, warmup: 5, steps: 9000 }),
    maxGradNorm: 1,
  });
  await trainer.fit({ steps });
  const [, weight] = [...model.namedParameters()].find(([name]) => name.endsWith("c_fc.weight"))!;
  const gradient = [...(await weight.grad!.data())];
  trainer.dispose();
  model.dispose();
  return gradient;
}

inBrowser("training in the page", (browser) => {
  let opened: Explorer;
  const button = (name: string) => opened.page.getByRole("button", { name, exact: true });
  const at = (step: number) =>
    opened.page.getByText(text.progress(step, STEPS), { exact: true }).waitFor();
  const figure = (having: string) => opened.page.locator("figure", { hasText: having });
  /** The loss of each step: the numbers behind the picture. */
  const losses = async (): Promise<readonly number[]> => {
    const menu = figure(text.lossNote).locator("details");
    const clipboard = () => opened.page.evaluate(() => navigator.clipboard.readText());
    await opened.page.evaluate(() => navigator.clipboard.writeText(""));
    await menu.locator("summary").click();
    await menu.getByRole("button").nth(1).click();
    await expect.poll(clipboard).toMatch(/\r\n/);
    await menu.locator("summary").click();
    const rows = (await clipboard()).split("\r\n").slice(1);
    return rows.map((row, i) => {
      const [step, loss] = row.split(",").map(Number);
      expect(step).toBe(i + 1);
      return loss!;
    });
  };
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  /** Go on until there are so many looks at the model, those of its file among them, and pause. */
  const goOn = async (looks: number) => {
    await button(text.goOn).click();
    const time = opened.page.getByLabel(text.time, { exact: true });
    const seen = () => time.getAttribute("max").then(Number);
    await expect.poll(seen).toBeGreaterThanOrEqual(looks);
    await button(text.pause).click();
    await button(text.goOn).waitFor();
  };
  beforeAll(async () => {
    const permissions = ["clipboard-read", "clipboard-write"];
    opened = await explorer(browser(), { permissions });
    await opened.open(settings);
  });
  afterAll(() => opened?.page.context().close());

  it("makes one step at a time", async () => {
    await button(text.step).click();
    await at(1);
    await button(text.step).click();
    await at(2);
  });

  it("shows the gradients that the library gives in Node", async () => {
    const name = "transformer.h.0.mlp.c_fc.weight";
    await opened.page.getByLabel(text.tensor, { exact: true }).selectOption(name);
    const shown = figure(text.tensorTitle(name, text.kindNames.gradient, 2));
    await shown.locator("summary").click();
    await shown.getByText(en.pictures.showTable).click();
    const rows = await shown
      .locator("tbody tr")
      .evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent))),
      );
    await shown.getByText(en.pictures.hideTable).click();
    await shown.locator("summary").click();
    const expected = await gradientAfter(2);
    expect(rows.flat().length).toBe(expected.length);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-3);
    for (const [i, value] of rows.flat().entries())
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5);
  });

  it("is paused, saved, loaded after a reload, and goes on where it was, and learns", async () => {
    const { page } = opened;
    await goOn(3);
    const before = await losses();
    await page.getByLabel(text.saveName, { exact: true }).fill("kept");
    await button(text.save).click();
    await page.getByText(text.saved("kept")).waitFor();
    await page.reload();
    await opened.settled();
    const kept = (name: string) => page.locator("li", { hasText: name }).getByText(text.load);
    // What was not saved is there too.
    await kept(text.latest).click();
    await button(text.goOn).waitFor();
    expect(await losses()).toEqual(before);
    await kept("kept").click();
    await button(text.goOn).waitFor();
    expect(await losses()).toEqual(before);
    // Its checkpoints came with it: a weight and a sample as they were at the start.
    const count = Number(await page.locator("[data-moments]").getAttribute("data-moments"));
    expect(count).toBeGreaterThanOrEqual(3);
    await page.getByLabel(text.time, { exact: true }).fill("0");
    await page.locator('[data-sample="0"]').waitFor();
    await page.getByText(text.noTensor).waitFor(); // no gradient before the first step
    await page.getByLabel(text.time, { exact: true }).fill(String(count));
    await goOn(count + 5); // a hundred steps more
    const after = await losses();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length + 60);
    expect(mean(after.slice(-20))).toBeLessThan(0.9 * mean(after.slice(0, 5)));
  });

  it("holds a curve over the next one, and undoes steps", async () => {
    const { page } = opened;
    await button(text.keep).click();
    await page.getByLabel(text.time, { exact: true }).fill("1");
    const undo = page.getByRole("button", { name: /^Go back to step/ });
    const step = Number((await undo.textContent())!.replace(/\D/g, ""));
    const before = await losses();
    await undo.click();
    await at(step);
    expect(await losses()).toEqual(before.slice(0, step));
    await figure(text.lossNote)
      .getByText(/^1: AdamW/)
      .waitFor();
    await button(text.step).click();
    await at(step + 1);
    expect(await losses()).toEqual(before.slice(0, step + 1));
  });

  it("gives a folder and a run to download", async () => {
    const { page } = opened;
    const folder = mkdtempSync(join(tmpdir(), "run-"));
    for (const [name, file, magic] of [
      [text.folder, "run 1.zip", /^PK/],
      [text.weights, "model.safetensors", /transformer\.wte\.weight/],
      [text.download, "run 1.safetensors", /optimizer\.0\.exp_avg/],
    ] as const) {
      const [download] = await Promise.all([page.waitForEvent("download"), button(name).click()]);
      expect(download.suggestedFilename()).toBe(file);
      await download.saveAs(join(folder, file));
      expect(readFileSync(join(folder, file)).toString("latin1")).toMatch(magic);
    }
    rmSync(folder, { recursive: true });
  });

  it.each([0, 20])("is gone before what is pressed %i moments after reset", async (moments) => {
    const { page } = opened;
    await button(text.step).click();
    await expect.poll(() => button(text.reset).isEnabled()).toBe(true);
    const next = await button(text.step).elementHandle();
    await button(text.reset).evaluate(
      async (reset: HTMLElement, [step, wait]) => {
        reset.click();
        for (let i = 0; i < wait; i++) await null; // shorter than any answer of the worker
        (step as HTMLElement).click();
      },
      [next, moments] as const,
    );
    await button(text.start).waitFor();
    await opened.settled();
    expect(await page.locator(".run").getByRole("alert").allTextContents()).toEqual([]);
    await button(text.step).click();
    await at(1);
  });

  it("is kept when it is reset while it trains", async () => {
    const { page } = opened;
    await button(text.goOn).click();
    await page.locator("[data-sample]").nth(1).waitFor();
    await button(text.reset).click();
    await button(text.start).waitFor();
    await opened.settled();
    expect(await page.locator(".run").getByRole("alert").allTextContents()).toEqual([]);
    const latest = page.locator("li", { hasText: text.latest });
    const step = Number(/step (\d+),/.exec((await latest.textContent())!)![1]);
    expect(step).toBeGreaterThanOrEqual(20);
    await latest.getByText(text.load).click();
    await at(step);
  });

  const long = { ...exhaustive, timeout: 300_000 };
  it("leaves the memory of the first run after twenty", long, async () => {
    const { page } = opened;
    const used: string[] = [];
    await button(text.step).click(); // whatever came before: there is a run now
    await expect.poll(() => button(text.reset).isEnabled()).toBe(true);
    for (let i = 0; i < 20; i++) {
      await button(text.reset).click();
      await button(text.start).click();
      await page.locator("[data-sample]").nth(1).waitFor();
      await button(text.pause).click();
      await button(text.goOn).waitFor();
      await button(text.reset).click();
      await button(text.step).click();
      await at(1);
      used.push((await page.getByText(/ MB in the engine/).textContent())!);
    }
    expect(used[0]).toMatch(/ \d+\.\d+ MB/);
    expect(new Set(used)).toEqual(new Set([used[0]]));
  });

  it("has no trouble in the console", () => {
    expect(opened.troubles).toEqual([]);
  });
});
