import { cpSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Generator, noGrad, saveModel, tensor } from "@qkv/nn";
import { generate, generationOptions } from "@qkv/nn/generation";
import { capture } from "@qkv/nn/inspection";
import { isConditionalGenerator, isDecoder, modelFromConfig } from "@qkv/nn/models";
import { fromPretrained } from "@qkv/nn/pretrained";
import { afterAll, beforeAll, expect, it } from "vitest";
import { en } from "../../src/words/en.ts";
import { type Explorer, explorer, inBrowser } from "./explorer.ts";

const words = en.views.follow;
const whale = fileURLToPath(new URL("../../public/models/whale", import.meta.url));

/** The rows of the table behind a picture, as numbers. */
async function numbersOf({ page }: Explorer, title: string): Promise<number[][]> {
  const figure = page.locator("figure", { hasText: title }).first();
  await figure.locator("summary").click();
  await figure.getByText(en.pictures.showTable).click();
  const rows = await figure
    .locator("tbody tr")
    .evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll("td")].map((td) => Number(td.textContent))),
    );
  await figure.getByText(en.pictures.hideTable).click();
  await figure.locator("summary").click();
  return rows;
}

inBrowser("following a sentence", (browser) => {
  let view: Explorer;
  let library: Awaited<ReturnType<typeof fromPretrained>>;
  /** What the library computes in Node: a matrix of a tensor, at a head. */
  async function inNode(text: string, module: string, role: string, head = 0): Promise<number[][]> {
    const { model, tokenizer } = library;
    const ids = tokenizer!.encode(text);
    const captured = capture(model, () => {
      if (isDecoder(model)) noGrad(() => model.forward(tensor(ids).reshape(1, ids.length)));
    });
    const seen = captured.get(module, role);
    const data = await seen.tensor.data();
    const [rows, columns] = seen.shape.slice(-2) as [number, number];
    const matrix = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (_, at) => data[(head * rows + row) * columns + at]!),
    );
    captured.dispose();
    return matrix;
  }
  const expectAlike = (shown: number[][], expected: number[][]) => {
    expect(shown.map((row) => row.length)).toEqual(expected.map((row) => row.length));
    for (const [i, row] of shown.entries())
      for (const [j, value] of row.entries())
        expect(Math.abs(value - expected[i]![j]!), `[${i}, ${j}]`).toBeLessThan(
          1e-5 * Math.max(1, Math.abs(expected[i]![j]!)),
        );
  };

  beforeAll(async () => {
    library = await fromPretrained(whale);
    view = await explorer(browser());
    await view.open("#/follow?text=Call+me+Ishmael");
  });
  afterAll(async () => {
    library?.model.dispose();
    await view?.page.context().close();
  });

  it("shows the library's numbers: attention, of another head, and the logits", async () => {
    const text = "Call me Ishmael";
    expectAlike(
      await numbersOf(view, words.role.weights!),
      await inNode(text, "transformer.h.0.attn", "weights"),
    );
    await view.page.getByLabel(words.head, { exact: true }).fill("2");
    await expect.poll(() => view.page.url()).toContain("head=2");
    expectAlike(
      await numbersOf(view, words.role.weights!),
      await inNode(text, "transformer.h.0.attn", "weights", 2),
    );
    await view.page.getByRole("button", { name: words.stage.readout }).click();
    await view.settled();
    expectAlike(await numbersOf(view, words.role.logits!), await inNode(text, "", "logits"));
  });

  it("goes from the model to a part, a matrix and a cell, and says how that was made", async () => {
    const { page } = view;
    await page.getByRole("button", { name: words.stage.layer(2) }).click();
    await page.getByRole("button", { name: words.role.scores! }).click();
    await page.getByRole("application").press("ArrowRight");
    await page.getByRole("application").press("Enter");
    const panel = page.getByRole("region", { name: words.of("[0, 2, 0, 0]", "").slice(0, 12) });
    await panel.getByText(words.dot).waitFor();
    const [[expected]] = (await inNode("Call me Ishmael", "transformer.h.1.attn", "scores", 2)) as [
      [number],
    ];
    const shown = (await panel.locator("dd").last().textContent())!.replace("−", "-");
    expect(Math.abs(Number(shown) - expected)).toBeLessThan(1e-3);
    expect(await panel.locator("math").count()).toBeGreaterThan(0);
    expect(page.url()).toContain("tensor=transformer.h.1.attn/scores");
  });

  it("shows PyTorch's values beside its own, of PyTorch's sentence", async () => {
    const other = await explorer(browser());
    const { page } = other;
    await other.open("#/follow?text=Call+me+Ishmael&pytorch=1");
    const panel = page.getByRole("region", { name: words.pytorch.title });
    await panel.getByRole("button", { name: words.pytorch.takeSentence }).click();
    await other.settled();
    expect(new URL(page.url()).hash).toContain("pytorch=1");
    await panel.getByText(words.pytorch.agree(67)).waitFor();
    const [ours, theirs] = (await panel.locator("dd").allTextContents()).map(Number);
    expect(ours).not.toBe(0);
    expect(Math.abs(ours! - theirs!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(theirs!)));
    expect(other.troubles).toEqual([]);
    await page.context().close();
  });

  it("restores all of it from its link, and goes back", async () => {
    const { page } = view;
    const other = await explorer(browser());
    await other.open(new URL(page.url()).hash);
    expect(await other.page.getByText(words.dot).count()).toBe(1);
    expect(other.troubles).toEqual([]);
    await other.page.context().close();
    await page.goBack();
    await view.settled();
    await expect.poll(() => page.url()).toContain("/scores");
  });

  it("draws what the library's own generation draws, forward and back", async () => {
    const { model, tokenizer } = library;
    if (!isDecoder(model)) throw new Error("expected a decoder");
    const text = "The sea";
    await view.open("#/follow?text=The+sea&seed=7&topK=12");
    const { ids } = await generate(model, tokenizer!, text, {
      ...{ maxNewTokens: 3, seed: 7, topK: 12, temperature: 0.8 },
    });
    const shown = async () =>
      (await view.page.locator("section ol li small").allTextContents()).slice(0, -1).map(Number);
    const step = view.page.getByLabel(en.controls.step);
    for (let steps = 1; steps <= 3; steps++) {
      await step.click();
      await view.settled();
      await expect
        .poll(async () => (await shown()).slice(tokenizer!.encode(text).length))
        .toEqual([...ids].slice(0, steps));
    }
    await view.page.getByLabel(en.controls.back).click();
    await expect.poll(async () => (await shown()).length).toBe(tokenizer!.encode(text).length + 2);
  });

  it("answers as an encoder-decoder, step by step, with both of its caches, to its end and back", async () => {
    const translation = await fromPretrained(whale.replace(/whale$/, "animal-translation"));
    const { model, tokenizer, generationConfig } = translation;
    if (!isConditionalGenerator(model)) throw new Error("expected an encoder-decoder");
    const text = "The dog sees a cat .";
    const start = 0; // decoder_start_token_id
    const { ids } = await generate(model, tokenizer!, text, {
      ...generationOptions(generationConfig),
      ...{ temperature: 0, maxNewTokens: 30 },
    });
    expect(ids.length).toBeGreaterThan(3);
    model.dispose();
    const { page } = view;
    const query = new URLSearchParams({ model: "animal-translation", text, temperature: "0" });
    await view.open(`#/follow?${query}`);
    const row = (name: string) =>
      page.getByRole("region", { name }).locator("li small").allTextContents();
    expect((await row(words.sourceTokens)).map(Number)).toEqual([...tokenizer!.encode(text)]);
    const cached = (title: string) =>
      page.locator("figure", { hasText: title }).first().locator("canvas");
    for (let steps = 0; steps <= ids.length; steps++) {
      const expected = [start, ...ids.slice(0, steps)].map(String);
      if (steps < ids.length) expected.push("+");
      await expect.poll(() => row(words.targetTokens)).toEqual(expected);
      await page.getByText(words.cacheNote(steps + 1)).waitFor();
      if (steps < ids.length) await page.getByLabel(en.controls.step).click();
    }
    await page.getByText(words.ended).waitFor();
    expect(await page.getByLabel(en.controls.step).isDisabled()).toBe(true);
    expect(await cached(words.cache).count()).toBe(4); // keys and values of two layers
    expect(await cached(words.sourceCache).count()).toBe(4);
    await page.getByLabel(en.controls.back).click();
    await expect
      .poll(() => row(words.targetTokens))
      .toEqual([start, ...ids.slice(0, -1), "+"].map(String));
    // PyTorch's pass is of another sentence, and of all that was said of it.
    await page.getByLabel(words.pytorch.show).check();
    await page.getByRole("button", { name: words.pytorch.takeSentence }).click();
    await page.getByText(words.pytorch.agree(102)).waitFor();
  });

  it("moves the bars with temperature, top-k and top-p", async () => {
    const { page } = view;
    await view.open("#/follow?text=The+sea");
    const shares = async () => (await numbersOf(view, words.next)).map(([share]) => share!);
    const before = await shares();
    await page.getByLabel(words.temperature).fill("0.3");
    const colder = await shares();
    expect(colder[0]).toBeGreaterThan(before[0]!);
    await page.getByLabel(words.topK).fill("2");
    const two = (await shares()).filter((share) => share > 0);
    expect(two).toHaveLength(2);
    expect(two[0]! + two[1]!).toBeCloseTo(1, 10);
    await page.getByLabel(words.topP).fill("0.01");
    expect((await shares()).filter((share) => share > 0)).toEqual([1]);
  });

  it("opens a folder of one's own, and says what is wrong with a broken one", async () => {
    const { page } = view;
    await view.open("#/follow?text=The+sea");
    const picker = page.getByLabel(en.models.folder);
    const bars = await numbersOf(view, words.next);
    await picker.setInputFiles(whale);
    await expect.poll(() => page.url()).toContain("model=folder:whale");
    await view.settled();
    expectAlike(await numbersOf(view, words.next), bars);
    const broken = join(tmpdir(), `broken-${process.pid}`);
    cpSync(whale, broken, { recursive: true });
    writeFileSync(join(broken, "config.json"), '{ "model_type": "gpt2", "n_layer": "many" }');
    await picker.setInputFiles(broken);
    await page.getByRole("alert").getByText("n_layer").waitFor();
    rmSync(broken, { recursive: true });
    expect(page.url()).toContain("model=folder:whale"); // what was there stays
  });

  it("shows how far a query is turned by its place, of a model whose positions are rotary", async () => {
    const { page } = view;
    const folder = join(tmpdir(), `turned-${process.pid}`);
    cpSync(whale, folder, { recursive: true });
    const config = {
      ...{ model_type: "gpt_neox", architectures: ["GPTNeoXForCausalLM"], vocab_size: 1024 },
      ...{ hidden_size: 16, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 32 },
      ...{ max_position_embeddings: 32, rotary_pct: 1, tie_word_embeddings: true },
    };
    const model = modelFromConfig(config, { generator: new Generator(1) });
    writeFileSync(join(folder, "config.json"), JSON.stringify(config));
    writeFileSync(join(folder, "model.safetensors"), await saveModel(model));
    model.dispose();
    await view.open("#/follow?text=The+sea+and+the");
    await page.getByLabel(en.models.folder).setInputFiles(folder);
    await expect.poll(() => page.url()).toContain("model=folder:turned");
    await view.settled();
    rmSync(folder, { recursive: true });
    await view.open(`${new URL(page.url()).hash}&row=2&column=1&tensor=gpt_neox.rotary_emb/output`);
    await page.getByText(words.rotation.means(2, 1)).waitFor();
    await page.getByRole("img", { name: words.rotation.hand(1, "").split(",")[0]! }).waitFor();
    const angle = 2 * 10_000 ** (-2 / 8);
    const shown = page.locator("dl div", { hasText: words.rotation.angle }).locator("dd");
    expect(Number(await shown.textContent())).toBeCloseTo(angle, 3);
    await page.locator("figure", { hasText: words.rotation.angles }).waitFor();
  });

  it("had no trouble", () => {
    expect(view.troubles).toEqual([]);
  });
});
