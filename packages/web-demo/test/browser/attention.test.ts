import { fileURLToPath } from "node:url";
import { crossEntropy, noGrad, scope, tensor } from "@qkv/nn";
import { ablateHeads, capture } from "@qkv/nn/inspection";
import { isDecoder, isEncoderDecoder } from "@qkv/nn/models";
import { fromPretrained } from "@qkv/nn/pretrained";
import { afterAll, beforeAll, expect, it } from "vitest";
import { en } from "../../src/words/en.ts";
import { type Explorer, explorer, inBrowser } from "./explorer.ts";

const text = en.views.attention;
const sentence = "the whale and the sea";
const opened = (name: string) =>
  fromPretrained(fileURLToPath(new URL(`../../public/models/${name}`, import.meta.url)));
const row = (ids: ArrayLike<number>) => tensor(Int32Array.from(ids)).reshape(1, ids.length);

inBrowser("the attention view", (browser) => {
  let view: Explorer;
  const figure = (title: string) =>
    view.page.locator("figure", { has: view.page.getByText(title, { exact: true }) });
  /** The numbers behind a picture, without the names of rows. */
  async function numbersOf(title: string): Promise<number[]> {
    const shown = figure(title);
    await shown.getByLabel(en.pictures.menu(title)).click();
    await shown.getByText(en.pictures.showTable).click();
    const cells = await shown.locator(".table td").allTextContents();
    await shown.getByText(en.pictures.hideTable).click();
    await shown.getByLabel(en.pictures.menu(title)).click();
    return cells.map(Number);
  }
  const expectClose = (shown: readonly number[], expected: ArrayLike<number>) => {
    expect(shown.length).toBe(expected.length);
    for (const [i, value] of shown.entries())
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5);
  };
  const loss = async (when: "before" | "after") =>
    Number(await view.page.locator(`[data-${when}]`).getAttribute(`data-${when}`));

  beforeAll(async () => {
    view = await explorer(browser());
  });
  afterAll(() => view?.page.context().close());

  it("shows the weights that the library has in Node", async () => {
    await view.open(`#/attention?model=whale&text=${sentence}&attention=1&head=2`);
    const { model, tokenizer } = await opened("whale");
    if (!isDecoder(model)) throw new TypeError("expected a decoder");
    const ids = tokenizer!.encode(sentence);
    using seen = noGrad(() => capture(model, () => void model.forward(row(ids))));
    const all = await seen.get("transformer.h.1.attn", "weights").tensor.data();
    const size = ids.length ** 2;
    expectClose(await numbersOf(text.matrix), all.slice(2 * size, 3 * size) as Float32Array);
  });

  it("moves the loss, when a head is taken away, as ablateHeads does", async () => {
    await view.page.getByLabel(text.ablate).check();
    await expect.poll(() => view.page.url()).toContain("ablated=1.2");
    await view.settled();
    const { model, tokenizer } = await opened("whale");
    if (!isDecoder(model)) throw new TypeError("expected a decoder");
    const ids = tokenizer!.encode(sentence);
    const lossOf = () =>
      noGrad(() =>
        scope(() => crossEntropy(model.forward(row(ids.subarray(0, -1))), row(ids.subarray(1)))),
      );
    const without = ablateHeads(model, { module: "transformer.h.1.attn", heads: [2] }, lossOf);
    const [before, after] = [(await lossOf().data())[0]!, (await without.data())[0]!];
    expect(Math.abs(after - before)).toBeGreaterThan(1e-3);
    expectClose([await loss("before"), await loss("after")], [before, after]);
    await view.page.getByText(text.undo).click();
    await view.settled();
    await expect.poll(() => loss("after")).toBe(await loss("before"));
  });

  it("hides a token by the keyboard, and nobody looks at it any more", async () => {
    await view.page.getByRole("button", { name: text.hideToken("␣whale"), exact: true }).focus();
    await view.page.keyboard.press("Enter");
    await view.settled();
    await view.page.getByText(text.hidden("“␣whale”")).waitFor();
    const weights = await numbersOf(text.matrix);
    const tokens = Math.sqrt(weights.length);
    const { tokenizer } = await opened("whale");
    const words = [...tokenizer!.encode(sentence)].map((id) => tokenizer!.decode([id]));
    const column = weights.filter((_, i) => i % tokens === words.indexOf(" whale"));
    expect(column.filter((weight) => weight > 0).length).toBe(1); // its own
  });

  it("walks a word from one embedding to two places", async () => {
    await view.open("#/attention");
    const distances = () =>
      view.page
        .locator("[data-distance]")
        .evaluateAll((all) => all.map((one) => Number(one.getAttribute("data-distance"))));
    const [embedding, ...after] = await distances();
    expect(embedding).toBe(0);
    expect(after.every((distance) => distance > 0.1)).toBe(true);
    const place = () =>
      view.page.locator(".token.shared.second").evaluate((one) => one.getAttribute("style"));
    const start = await place();
    await view.page.getByLabel(en.controls.step).click();
    await expect.poll(place).not.toBe(start);
    await expect.poll(() => view.page.url()).toContain("layer=1");
  });

  it("shows a translator's attention across, and its lens ends with what it says", async () => {
    const source = "The cat eats the mouse because it is hungry .";
    await view.open(`#/attention?model=animal-translation&text=${source}&attention=5&tool=lens`);
    const { model, tokenizer } = await opened("animal-translation");
    if (!isEncoderDecoder(model)) throw new TypeError("expected an encoder-decoder");
    const words = await view.page.locator("thead th[scope=col]").allTextContents();
    const target = words.map((word) => tokenizer!.tokenToId(word)!);
    expect(words.slice(1, 4)).toEqual(["Die", "Katze", "frisst"]);
    const ids = tokenizer!.encode(source);
    using seen = noGrad(() => capture(model, () => void model.forward(row(ids), row(target))));
    const across = seen.get("model.decoder.layers.1.encoder_attn", "weights").tensor;
    const size = ids.length * target.length;
    expectClose(await numbersOf(text.matrix), (await across.data()).slice(0, size) as Float32Array);
    const last = view.page.locator("tbody tr").first().locator("button");
    expect((await last.allTextContents()).slice(0, -1)).toEqual(words.slice(1));
  });

  it("says what each head adds, and it sums up to the logit", async () => {
    await view.open(`#/attention?model=whale&text=${sentence}&tool=attribution`);
    const note = await view.page.getByText(/^logit /).textContent();
    const title = await view.page.locator("figure .title", { hasText: "adds to" }).textContent();
    const parts = await numbersOf(title!);
    const sum = parts.reduce((all, one) => all + one, 0);
    expect(sum).toBeCloseTo(Number(note!.replace("logit ", "").replace("−", "-")), 2);
  });

  it("has no trouble in the console", () => {
    expect(view.troubles).toEqual([]);
  });
});
