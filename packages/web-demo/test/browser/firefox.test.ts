import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { noGrad, tensor } from "@qkv/nn";
import { capture } from "@qkv/nn/inspection";
import { isDecoder } from "@qkv/nn/models";
import { fromPretrained } from "@qkv/nn/pretrained";
import { expect, inject, it } from "vitest";
import { exhaustive } from "../../../../scripts/testing/parts.mjs";
import { en } from "../../src/words/en.ts";
import { FirefoxPage, firefox } from "./firefox-page.ts";

const sentence = "the whale and the sea";
const whale = fileURLToPath(new URL("../../public/models/whale", import.meta.url));
const part = { ...exhaustive, timeout: 120_000 };

/** The weights of the third head of the second layer, as the library has them in Node. */
async function weightsInNode(): Promise<Float32Array> {
  const { model, tokenizer } = await fromPretrained(whale);
  if (!isDecoder(model)) throw new TypeError("expected a decoder");
  const ids = tokenizer!.encode(sentence);
  const row = tensor(Int32Array.from(ids)).reshape(1, ids.length);
  using seen = noGrad(() => capture(model, () => void model.forward(row)));
  const all = await seen.get("transformer.h.1.attn", "weights").tensor.data();
  const size = ids.length ** 2;
  return all.slice(2 * size, 3 * size) as Float32Array;
}

/** The numbers behind a picture, a row of the table each, without the rows' names. */
async function tableOf(page: FirefoxPage, title: string): Promise<number[][]> {
  await page.click(`//summary[@aria-label='${en.pictures.menu(title)}']`);
  await page.click(
    `//figure[.//*[.='${title}']]//details[@open]//button[.='${en.pictures.showTable}']`,
  );
  await page.there(`//div[@class[contains(., 'table')]][@aria-label='${title}']//td`);
  return page.evaluate(
    `const table = document.querySelector('.table[aria-label="' + arguments[0] + '"]');
    return [...table.querySelectorAll("tbody tr")]
      .map((row) => [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent)));`,
    title,
  );
}

it("shows in Firefox what the library has in Node, and trains", part, async ({ skip }) => {
  if (!existsSync(firefox)) skip("no Firefox; apt install firefox-esr, or name one in FIREFOX");
  const { isolated } = inject("pages");
  const page = await FirefoxPage.start();
  try {
    await page.open(`${isolated}#/attention?model=whale&text=${sentence}&attention=1&head=2`);
    const shown = (await tableOf(page, en.views.attention.matrix)).flat();
    const expected = await weightsInNode();
    expect(shown.length).toBe(expected.length);
    for (const [i, value] of shown.entries())
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5);

    const text = en.views.train;
    await page.open(
      `${isolated}#/train?data=names&layers=1&heads=2&width=16&context=16&batch=4&steps=150&every=50&warmup=5`,
    );
    await page.click(`//button[.='${text.start}']`);
    await page.there(`//*[.='${text.progress(150, 150)}']`);
    const losses = (await tableOf(page, text.loss)).map(([loss]) => loss!);
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(losses.length).toBe(150);
    expect(mean(losses.slice(-20))).toBeLessThan(0.9 * mean(losses.slice(0, 5)));
    expect(page.troubles).toEqual([]);
  } finally {
    await page.close();
  }
});
