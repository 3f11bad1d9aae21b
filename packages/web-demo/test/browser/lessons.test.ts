import { scaledDotProductAttention, tensor } from "@qkv/nn";
import { afterAll, beforeAll, expect, it } from "vitest";
import { words as translation } from "../../src/views/lessons/chapters/encoder-decoder/words.en.ts";
import { chapters } from "../../src/views/lessons/chapters/index.ts";
import { words as masks } from "../../src/views/lessons/chapters/masks/words.en.ts";
import { words as attention } from "../../src/views/lessons/chapters/query-key-value/words.en.ts";
import { words as training } from "../../src/views/lessons/chapters/training/words.en.ts";
import { words as why } from "../../src/views/lessons/chapters/why-attention/words.en.ts";
import { en } from "../../src/words/en.ts";
import { type Explorer, explorer, inBrowser, seriousFindings } from "./explorer.ts";

const text = en.views.lessons;

inBrowser("the lessons", (browser) => {
  let lessons: Explorer;
  beforeAll(async () => {
    lessons = await explorer(browser());
    await lessons.open("#/lessons");
  });
  afterAll(() => lessons?.page.context().close());
  const solved = () => lessons.page.getByRole("heading", { name: text.solved }).waitFor();

  it("begins with the first chapter, whose task is done by doing it", async () => {
    const { page } = lessons;
    expect(await page.textContent("h2")).toBe(why.title);
    await page.getByRole("heading", { name: text.task }).waitFor();
    for (const word of ["they", "sat", "on", "bank"])
      await page.getByLabel(word, { exact: true }).fill("0");
    await page.getByLabel("river", { exact: true }).fill("9");
    await solved();
    await expect.poll(() => page.url()).toContain("at=looks");
  });

  it("keeps what is done in this browser", async () => {
    const { page } = lessons;
    await page.reload();
    await lessons.settled();
    await page.getByText(text.progress(1, chapters.length)).waitFor();
    await page.getByRole("button", { name: text.forget }).click();
    await page.getByText(text.progress(0, chapters.length)).waitFor();
  });

  it("shows the attention that the library computes", async () => {
    const { page } = lessons;
    await lessons.open("#/lessons?lesson=query-key-value&at=q22%3D-3%26q11%3D0");
    const rows = [1, 0.6, 0.1, 1, 1, -0.8];
    const q = rows.map((value, i) => (i % 2 === 0 ? 0 : -3 * value));
    const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    using weights = scaledDotProductAttention(
      tensor(q).reshape(3, 2),
      tensor(rows).reshape(3, 2),
      tensor(identity).reshape(3, 3),
    );
    const share = `${(100 * (await weights.data())[5]!).toFixed(1)} %`;
    await page.getByText(attention.note("eats", share, "mouse")).waitFor();
    await solved();
  });

  it("masks cells by the keyboard", async () => {
    const { page } = lessons;
    await lessons.open("#/lessons?lesson=masks");
    for (let query = 0; query < 5; query++)
      for (let key = query + 1; key < 5; key++)
        await page.locator("tbody tr").nth(query).locator("button").nth(key).press("Enter");
    await solved();
    const shown = await page.locator("tbody tr").first().locator("button").allTextContents();
    expect(shown.map((one) => one.split(":")[1]!.trim())).toEqual(["100", "×", "×", "×", "×"]);
    await page.getByRole("button", { name: masks.clear }).click();
    expect(await page.locator('button[aria-pressed="true"]').count()).toBe(0);
  });

  it("translates, and asks which animal is meant", async () => {
    const { page } = lessons;
    await lessons.open("#/lessons?lesson=encoder-decoder");
    await page.getByText("Die Katze frisst die Maus , weil sie hungrig ist .").waitFor();
    expect(await page.getByRole("heading", { name: text.solved }).count()).toBe(0);
    await page.getByLabel(translation.sentence).fill("The sheep sleeps because it is tired .");
    await solved();
  });

  it("trains in batches, 50 steps in ten epochs", async () => {
    const { page } = lessons;
    await lessons.open("#/lessons?lesson=training");
    await page.getByLabel(training.batch).selectOption("8");
    await page.getByText(training.updates(5, 50)).waitFor();
    await page.getByRole("button", { name: text.experiment.train(training.run(8, 10)) }).click();
    await solved();
    const row = page.getByRole("row", { name: training.run(8, 10) });
    const [last, honest] = (await row.locator("td").allTextContents()).map(Number);
    expect(last).toBeLessThan(2.48);
    expect(honest).toBeGreaterThan(Math.log(2) - 0.02);
  });

  it("opens every chapter, on a phone too, with nothing serious for axe", async () => {
    const { page } = lessons;
    await page.setViewportSize({ width: 360, height: 740 });
    const found: string[] = [];
    for (const { name, words } of chapters) {
      await lessons.open(`#/lessons?lesson=${name}`);
      await page.getByRole("heading", { name: words.en.title }).waitFor();
      found.push(...(await seriousFindings(page)).map((finding) => `${name}: ${finding}`));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > 360) found.push(`${name} is ${wide} pixels wide`);
    }
    expect(found).toEqual([]);
  });

  it("has no trouble in the console", () => {
    expect(lessons.troubles).toEqual([]);
  });
});
