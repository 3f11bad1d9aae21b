import { text as textOf } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readComparison } from "../../src/views/rate/comparison-file.ts";
import { en } from "../../src/words/en.ts";
import { type Explorer, explorer, inBrowser } from "./explorer.ts";

const text = en.views.rate;

inBrowser("rating by people", (browser) => {
  let rate: Explorer;
  beforeAll(async () => {
    rate = await explorer(browser());
    await rate.open("#/rate?tokens=8&prompts=The+whale%0AThe+sea");
  });
  afterAll(() => rate?.page.context().close());
  const button = (name: string) => rate.page.getByRole("button", { name, exact: true });

  it("lets two models write, and hides who wrote what", async () => {
    const { page } = rate;
    await button(text.write).click();
    await page.getByRole("heading", { name: text.which }).waitFor();
    await page.getByText(text.progress(1, 2)).waitFor();
    expect(await page.locator("article").allTextContents()).toHaveLength(2);
    expect(await page.textContent("[data-view]")).not.toContain("T 0.5");
  });

  it("is done by the keyboard, and a choice can be taken back", async () => {
    const { page } = rate;
    const region = page.getByRole("region", { name: text.which });
    await region.press("ArrowLeft");
    await page.getByText(text.progress(2, 2)).waitFor();
    await region.press("Backspace");
    await page.getByText(text.progress(1, 2)).waitFor();
    await region.press("ArrowLeft");
    await region.press("ArrowUp");
    await page.getByText(text.finished).waitFor();
  });

  it("ranks, exports and, after a reload, still has everything", async () => {
    const { page } = rate;
    await button(text.toResults).click();
    await page.getByText(text.decided(2, 1, 0)).waitFor();
    await page.reload();
    await rate.settled();
    await page.getByText(text.decided(2, 1, 0)).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      button(text.exportJson).click(),
    ]);
    const saved = readComparison(await textOf(await file.createReadStream()), "x.json");
    expect(saved.pairs.map(({ prompt }) => prompt)).toEqual(["The whale", "The sea"]);
    expect(saved.ratings).toHaveLength(2);
  });

  it("deletes when asked twice, and loads what was exported or refuses what is none", async () => {
    const { page } = rate;
    await button(text.clear).click();
    await button(text.clearSure).click();
    await page.getByText(text.have(0, 0)).waitFor();
    const load = (name: string, content: string) =>
      page
        .locator("input[type=file]")
        .setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
    await load("bad.json", '[{"prompt":"p","a":1,"b":"y"}]');
    await page.getByText(text.problems.badPair("pairs[0].a")).waitFor();
    const rows = ["p,m,x,n,y,ann,a", "p,m,x,n,y,ben,a", "q,m,x,n,y,ann,b", "q,m,x,n,y,ben,tie"];
    await load("good.csv", ["prompt,modelA,a,modelB,b,rater,verdict", ...rows].join("\n"));
    await page.getByText(text.have(2, 4)).waitFor();
    await page.getByText(text.cohen("0.3333", "50.0 %", 2)).waitFor();
  });

  it("has no trouble in the console", () => {
    expect(rate.troubles).toEqual([]);
  });
});
