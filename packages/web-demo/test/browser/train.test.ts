import { afterAll, beforeAll, expect, it } from "vitest";
import { en } from "../../src/words/en.ts";
import { type Explorer, explorer, inBrowser } from "./explorer.ts";

const text = en.views.train;
/** A model that is small enough for a test. */
const settings =
  "#/train?data=names&layers=1&heads=2&width=16&context=16&batch=4&steps=120&every=20&warmup=5";

inBrowser("training in the page", (browser) => {
  let opened: Explorer;
  const button = (name: string) => opened.page.getByRole("button", { name, exact: true });
  const at = async (step: number) => {
    await opened.page.getByText(text.progress(step, 120), { exact: true }).waitFor();
  };
  /** The loss of each step, as its figure has it as numbers. */
  const losses = async () => {
    const figure = opened.page.locator("figure", { hasText: text.lossNote });
    await figure.locator("summary").click();
    const show = figure.getByText(en.pictures.showTable);
    if (await show.count()) await show.click();
    await figure.locator("summary").click();
    const rows = await figure.locator("tbody tr").allTextContents();
    return rows.map((row) => row.trim());
  };
  beforeAll(async () => {
    opened = await explorer(browser());
    await opened.open(settings);
  });
  afterAll(() => opened?.page.context().close());

  it("makes one step at a time", async () => {
    await button(text.step).click();
    await at(1);
    await button(text.step).click();
    await at(2);
  });

  it("goes on, and pauses", async () => {
    await button(text.goOn).click();
    await opened.page.locator("[data-sample]").nth(1).waitFor();
    await button(text.pause).click();
    await button(text.goOn).waitFor();
  });

  it("is saved, and goes on after a reload where it was", async () => {
    const { page } = opened;
    const before = await losses();
    expect(before.length).toBeGreaterThan(2);
    await page.getByLabel(text.saveName, { exact: true }).fill("kept");
    await button(text.save).click();
    await page.getByText(text.saved("kept")).waitFor();
    await page.reload();
    await opened.settled();
    await button(text.load).click();
    await button(text.goOn).waitFor();
    expect(await losses()).toEqual(before);
    await button(text.goOn).click();
    await at(120);
    await page.getByText(text.finished).waitFor();
    const after = await losses();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBe(120);
    const [first, last] = [after[0]!, after.at(-1)!].map((row) =>
      Number(row.replace(/^\d+?(?=\d\.)/, "")),
    );
    expect(last).toBeLessThan(0.9 * first!);
  });

  it("has no trouble in the console", () => {
    expect(opened.troubles).toEqual([]);
  });
});
