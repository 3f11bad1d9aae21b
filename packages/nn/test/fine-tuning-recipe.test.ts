import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { loadAdapter } from "../src/fine-tuning/load-adapter.ts";
import { textClassifier } from "../src/fine-tuning/text-classifier.ts";
import { multilabelScores } from "../src/metrics/classification/multilabel-scores.ts";
import { filesInMemory } from "../src/model-folder/files-in-memory.ts";
import { readModelDescription } from "../src/model-folder/read-model-description.ts";
import { readModelFolder } from "../src/model-folder/read-model-folder.ts";
import { descriptionFiles, type FilesByName } from "../src/model-folder/write-model-folder.ts";
import type { Model } from "../src/models/roles.ts";
import { pipeline } from "../src/pipelines/browser-pipeline.ts";
import { fromPretrained } from "../src/pretrained/browser-pretrained.ts";
import { manualSeed } from "../src/random/generator.ts";
import { baseModel } from "../src/recipes/fine-tuning/base-model.ts";
import { fineTuningRecipe } from "../src/recipes/fine-tuning/fine-tuning-recipe.ts";
import type { GivenFineTuning } from "../src/recipes/fine-tuning/fine-tuning-settings.ts";
import { openModel, recipeOf } from "../src/recipes/recipes.ts";
import { ChangedSettingError, SettingsError } from "../src/recipes/settings-error.ts";
import type { TrainingRun } from "../src/recipes/training-run.ts";
import { wordLevelFile } from "../src/tokenizers/word-level-file.ts";

const goodWords = ["fine", "happy", "lovely"];
const badWords = ["awful", "grim", "sad"];
const plain = ["sea", "ship", "mast", "whale", "crew", "wind"];
const special = ["<pad>", "</s>", "<unk>"];
const tokens = [...special, ...goodWords, ...badWords, ...plain];
/** What ids a model may not have: its words end before. */
const tokenizer = JSON.stringify(
  wordLevelFile({ split: "words", tokens, unknown: "<unk>", special: special.length }),
);

/** mBART's kind: a text ends with its end and its language, which begins what is written too. */
const ofLanguages = () => {
  const special = ["<s>", "<pad>", "</s>", "<en>", "<unk>"];
  const file = wordLevelFile({
    ...{
      split: "words",
      tokens: [...special, ...plain],
      unknown: "<unk>",
      special: special.length,
    },
  });
  const token = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const post_processor = {
    ...{ type: "TemplateProcessing", pair: [{ Sequence: { id: "A", type_id: 0 } }] },
    single: [{ Sequence: { id: "A", type_id: 0 } }, token("</s>"), token("<en>")],
    special_tokens: Object.fromEntries(
      ["</s>", "<en>"].map((id, i) => [id, { id, ids: [2 + i], tokens: [id] }]),
    ),
  };
  return JSON.stringify({ ...file, post_processor });
};

/** A tiny published model of random weights, with a tokenizer of words. */
function folder(name: string): Map<string, Uint8Array> {
  const at = new URL(`families/golden/${name}/`, import.meta.url);
  const files = ["config.json", "model.safetensors"].map(
    (file) => [file, new Uint8Array(readFileSync(new URL(file, at)))] as const,
  );
  const json = name === "mbart" ? ofLanguages() : tokenizer;
  return new Map([...files, ["tokenizer.json", new TextEncoder().encode(json)]]);
}
const opened = async (name: string) => baseModel(name, await fromPretrained(folder(name)));

const word = (i: number): string => plain[(i * 5 + (i >> 2)) % plain.length]!;
const pairs = Array.from({ length: 40 }, (_, i) => `${word(i)} ${word(i + 3)}\t${word(i + 3)}`);
const labels = Array.from({ length: 60 }, (_, i) => {
  const good = (i * 7) % 3 === 0;
  const said = (good ? goodWords : badWords)[i % 3]!;
  return `"${word(i)}, ${said} ${word(i + 1)}",${good ? "good" : "bad"}`;
});
const dataOf = (lines: readonly string[], source: string) => ({
  text: `${lines.join("\n")}\n`,
  ...{ source, sha256: "ab" },
});
const pairData = dataOf(["source\ttarget", ...pairs], "pairs.tsv");
const labelData = dataOf(["text,label", ...labels], "labels.csv");

const usual = { batch: 8, evalEvery: 30, evalBatches: 0, lr: 1e-2, minLr: 1e-2, weightDecay: 0 };

async function prepared(name: string, data: typeof pairData, given: GivenFineTuning) {
  const plan = fineTuningRecipe.plan(await opened(name), { ...usual, ...given });
  return plan.prepare(data);
}
function begun(one: { start(): TrainingRun; settings: { seed: number } }): TrainingRun {
  manualSeed(one.settings.seed);
  return one.start();
}
const lossesOf = (records: readonly { loss: number }[]) => records.map(({ loss }) => loss);
const mean = (some: readonly number[]) => some.reduce((a, b) => a + b, 0) / some.length;

async function filesOf(
  run: TrainingRun,
  one: Parameters<typeof descriptionFiles>[0],
): Promise<FilesByName> {
  return new Map([...descriptionFiles(one), ...(await run.modelFiles())]);
}

async function logitsOf(model: Model): Promise<readonly number[]> {
  if (model.role === "decoder") throw new Error("a decoder");
  using ids = tensor([3, 9, 4, 10], { shape: [1, 4], dtype: "int32" });
  const input = model.role === "encoder" ? {} : { decoder_input_ids: ids };
  const { logits } = (
    model as unknown as { forwardNamed(x: object): { logits: typeof ids } }
  ).forwardNamed({ input_ids: ids, ...input });
  return [...(await logits.data())];
}
const worst = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

/** The adapter's folder in a run's own. */
const adapterIn = (files: FilesByName) =>
  filesInMemory(
    new Map(
      [...files].flatMap(([name, bytes]) =>
        name.startsWith("adapter/") ? [[name.slice(8), bytes] as const] : [],
      ),
    ),
  );

const cases = [
  ["t5", pairData],
  ["bart", pairData],
  ["mbart", pairData],
  ["bert-maskedlm", labelData],
  ["gpt2_forsequenceclassification", labelData],
] as const;

describe.each(cases)("%s", (name, data) => {
  let whole: TrainingRun;
  let files: FilesByName;
  let records: readonly { loss: number; valLoss?: number }[];
  beforeAll(async () => {
    const one = await prepared(name, data, { steps: 60 });
    whole = begun(one);
    records = (await whole.fit({ steps: 60 })).records;
    files = await filesOf(whole, one);
  });

  it("learns, whole, and its folder gives the same logits as the model itself", async () => {
    const all = lossesOf(records);
    expect(mean(all.slice(-10))).toBeLessThan(0.8 * mean(all.slice(0, 10)));
    const again = await fromPretrained(files);
    whole.model.eval();
    expect(worst(await logitsOf(again.model), await logitsOf(whole.model))).toBe(0);
    const folder = await readModelFolder(filesInMemory(files));
    expect(recipeOf(folder)).toBe(fineTuningRecipe);
    const model = openModel(folder);
    const score = await model.evaluation(data.text, data.source).score();
    expect(await model.evaluation(data.text, data.source).loss()).toBeCloseTo(score.loss, 6);
    expect(score.loss).toBeLessThan(records[0]!.loss);
    expect(data === labelData ? score.accuracy : score.tokenAccuracy).toBeGreaterThan(0.6);
    for (const one of [again.model, model.model]) one.dispose();
  });

  it("goes on to the bit after its folder is read again", async () => {
    const half = await prepared(name, data, { steps: 3, lora: 2, loraAlpha: 8 });
    const first = begun(half);
    await first.fit({ steps: 3 });
    const files = await filesOf(first, half);
    const saved = await first.save(); // before anybody else draws numbers
    const described = await readModelDescription(filesInMemory(files));
    const rest = begun(fineTuningRecipe.resume(described, { steps: 6 }).prepare(data));
    rest.restore(saved);
    const gone = lossesOf((await rest.fit({ steps: 6 })).records);
    const straight = begun(await prepared(name, data, { steps: 6, lora: 2, loraAlpha: 8 }));
    expect(gone).toEqual(lossesOf((await straight.fit({ steps: 6 })).records).slice(3));
    for (const one of [first, rest, straight]) one.dispose();
  });

  it.each([undefined, "bf16"] as const)(
    "learns by adapters, %s behind them: apart and in the weights the same logits",
    async (quantize) => {
      const given = { steps: 30, lora: 2, loraAlpha: 8, ...(quantize ? { quantize } : {}) };
      const one = await prepared(name, data, given);
      const run = begun(one);
      const { records: some } = await run.fit({ steps: 30 });
      const all = lossesOf(some);
      expect(mean(all.slice(-6))).toBeLessThan(mean(all.slice(0, 6)));
      const made = await filesOf(run, one);
      const merged = (await fromPretrained(made)).model;
      const { model } = await opened(name);
      const { config } = one.description as { config: { id2label?: Record<string, string> } };
      const names = Object.values(config.id2label ?? {});
      const base = data === labelData ? textClassifier(model, names) : model;
      const before = await logitsOf(base.eval());
      await loadAdapter(base, adapterIn(made));
      run.model.eval();
      const tuned = await logitsOf(run.model);
      expect(worst(tuned, before)).toBeGreaterThan(1e-3);
      expect(worst(await logitsOf(merged), tuned)).toBeLessThan(1e-4);
      // Packed weights are not the base's own.
      expect(worst(await logitsOf(base), tuned)).toBeLessThan(quantize ? 0.5 : 1e-4);
      for (const owner of [run, merged, base, model]) owner.dispose();
    },
  );
});

describe("the head of a classifier", () => {
  const three = dataOf(
    Array.from({ length: 30 }, (_, i) => `${word(i)} ${word(i + 1)}\t${["a", "b", "c"][i % 3]}`),
    "three.tsv",
  );
  const numbered = {
    ...three,
    text: three.text.replaceAll(/[abc]$/gm, (c) => `${"abc".indexOf(c)}`),
  };

  it("stays where it knows all labels, by number or by name", async () => {
    const one = await prepared("bert-sequenceclassification", numbered, { steps: 1 });
    expect(one.data.amounts[0]!.at(-1)).toEqual({ count: 3, of: "classes" });
    expect(one.description.config).toMatchObject({ id2label: { 0: "LABEL_0" } });
  });

  it("keeps its values under the names of the data where it has none of its own", async () => {
    const one = await prepared("bert-sequenceclassification", three, { steps: 1 });
    expect(one.data.amounts[0]!.at(-1)!.of).toBe("classes, named as in the data");
    expect(one.description.config).toMatchObject({ id2label: { 0: "a", 1: "b", 2: "c" } });
    const { model } = await opened("bert-sequenceclassification");
    expect(await logitsOf(one.model!)).toEqual(await logitsOf(model));
  });

  it("is new for other classes, and all else is the model's", async () => {
    const one = await prepared("bert-sequenceclassification", labelData, { steps: 1 });
    expect(one.data.amounts[0]!.at(-1)).toEqual({ count: 2, of: "classes, told by a new head" });
    const before = (await opened("bert-sequenceclassification")).model.stateDict();
    for (const [name, values] of one.model!.stateDict())
      if (name.startsWith("bert."))
        expect(await values.data(), name).toEqual(await before.get(name)!.data());
    expect(one.model!.stateDict().get("classifier.weight")!.shape).toEqual([2, 16]);
  });
});

describe("any number of labels a text", () => {
  const of = (i: number) =>
    ["good", "sea", "wind"].filter((_, k) => (i * 7 + k) % (k + 2) === 0 && i % 11 !== 0);
  const said = (i: number) =>
    of(i)
      .map((label) => ({ good: "fine", sea: "ship", wind: "mast" })[label]!)
      .concat("crew")
      .join(" ");
  const rows = Array.from({ length: 60 }, (_, i) => i);
  const lines = rows.map((i) => JSON.stringify({ text: `${said(i)} whale`, label: of(i) }));
  const inLists = dataOf(lines, "several.jsonl");
  const inCsv = dataOf(
    ["text,label", ...rows.map((i) => `${said(i)} whale,${of(i).join(" | ")}`)],
    "several.csv",
  );
  const given = { steps: 60 };

  it("are learnt by the loss of each, and told by a folder that says so", async () => {
    const one = await prepared("bert-maskedlm", inLists, given);
    expect(one.data.amounts[0]!.at(-1)).toEqual({
      ...{ count: 3, of: "classes, any number of a text, told by a new head" },
    });
    expect(one.description.config).toMatchObject({
      ...{ problem_type: "multi_label_classification", label2id: { good: 0, sea: 1, wind: 2 } },
    });
    const run = begun(one);
    await run.fit(given);
    const [shown] = await run.finalSamples(new AbortController().signal);
    if (shown?.kind !== "pairs") throw new Error("expected pairs");
    for (const { target, output, exact } of shown.pairs) expect(exact).toBe(output === target);
    const files = await filesOf(run, one);
    const folder = await readModelFolder(filesInMemory(files));
    const model = openModel(folder);
    const score = await model.evaluation(inLists.text, inLists.source).score();
    expect(score).toEqual(await model.evaluation(inCsv.text, inCsv.source).score());
    expect(score).not.toHaveProperty("accuracy");
    expect(score.microF1).toBeGreaterThan(0.9);

    // Figures of texts that it is less sure of, out of the scores that the pipeline tells.
    const texts = rows.map((i) => `${word(i)} fine ${word(i * 3)} ${word(i + 2)} ${said(i)}`);
    const strange = texts.map((text, i) => JSON.stringify({ text, label: of(i) })).join("\n");
    const figures = await model.evaluation(strange, "strange.jsonl").score();
    using pipe = await pipeline("text-classification", files);
    const found = await pipe(texts, { topK: null });
    const names = ["good", "sea", "wind"];
    const scores = found.map((row) =>
      names.map((name) => row.find(({ label }) => label === name)!.score),
    );
    const truth = rows.map((i) => names.map((name) => (of(i).includes(name) ? 1 : 0)));
    const told = scores.map((row) => row.map((one) => (one > 0.5 ? 1 : 0)));
    expect(scores.flat().some((one) => Math.abs(one - 0.5) < 0.2)).toBe(true);
    const { micro, macro, subsetAccuracy } = multilabelScores(truth, told);
    expect(micro).not.toBeCloseTo(macro, 3);
    expect(figures.microF1).toBeCloseTo(micro, 12);
    expect(figures.macroF1).toBeCloseTo(macro, 12);
    expect(figures.exactMatch).toBeCloseTo(subsetAccuracy, 12);
    const crossEntropies = scores.flatMap((row, i) =>
      row.map((one, k) => -Math.log(truth[i]![k] ? one : 1 - one)),
    );
    expect(figures.loss).toBeCloseTo(mean(crossEntropies), 4);

    const stream = model.generation.stream(texts[3]!, { maxNewTokens: 1 });
    const answer = await stream.next();
    const ids = scores[3]!.flatMap((one, id) => (one > 0.5 ? [id] : []));
    expect(answer.value).toMatchObject({ text: ids.map((id) => names[id]).join("|") });
    for (const owner of [run, model.model]) owner.dispose();
  });

  it("are told where the model tells them, whatever the data", async () => {
    const files = folder("bert-sequenceclassification");
    const config = JSON.parse(new TextDecoder().decode(files.get("config.json")));
    config.problem_type = "multi_label_classification";
    files.set("config.json", new TextEncoder().encode(JSON.stringify(config)));
    const base = await baseModel("several", await fromPretrained(files));
    const single = dataOf(
      rows.map((i) => `${word(i)} ${word(i + 1)}\t${i % 3 === 2 ? "" : i % 3}`),
      "single.tsv",
    );
    const one = fineTuningRecipe.plan(base, { ...usual, steps: 1 }).prepare(single);
    expect(one.data.amounts[0]!.at(-1)!.of).toBe("classes, any number of a text");
    one.model!.dispose();
  });

  it("keep the head of a model that told one label of each", async () => {
    const data = dataOf(
      rows.map((i) => `${word(i)} ${word(i + 1)}\t${i % 3}|${(i + 1) % 3}`),
      "x.tsv",
    );
    const one = await prepared("bert-sequenceclassification", data, { steps: 1 });
    expect(one.data.amounts[0]!.at(-1)!.of).toContain("any number of a text, named as in the data");
    expect(one.description.config).toMatchObject({
      ...{ problem_type: "multi_label_classification", id2label: { 0: "LABEL_0" } },
    });
    const { model } = await opened("bert-sequenceclassification");
    expect(await logitsOf(one.model!)).toEqual(await logitsOf(model));
    one.model!.dispose();
  });

  it.each([
    ["a.csv", "text,label\nsea,a|b\nship,a||b\n", /line 3: a label of "a\|\|b" is empty/],
    ["a.jsonl", '{"text":"sea","label":["a",{}]}\n', /line 1: label\[1\] is \{\}, expected a text/],
    ["a.jsonl", '{"text":"sea","label":["a",""]}\n', /line 1: label\[1\] is empty/],
    [
      "a.jsonl",
      '{"text":"sea","label":{}}\n',
      /label is \{\}, expected a text, a number or a list/,
    ],
    ["a.jsonl", '{"text":"sea","label":[]}\n{"text":"ship","label":[]}\n', /has no labels/],
    ["a.jsonl", '{"text":["sea"],"label":["a"]}\n', /text is \["sea"\], expected a text/],
  ])("are refused with their line: %s %j", async (source, text, message) => {
    const data = { ...dataOf([], source), text };
    await expect(prepared("bert-maskedlm", data, { steps: 1 })).rejects.toThrow(message);
  });
});

describe("refuses", () => {
  const refusals: readonly (readonly [string, string, string, RegExp])[] = [
    ["t5", "a.tsv", "sea ship\tship\nmast\n", /line 2 has 1 column, expected 2: source and target/],
    [
      "t5",
      "a.csv",
      "text,summary,x\nsea,ship,y\n",
      /line 1 has 3 columns .* none is "source" or "target"/,
    ],
    ["t5", "a.csv", "source,words\nsea,ship\n", /none is "target"/],
    [
      "t5",
      "a.jsonl",
      '{"source":"sea","target":"ship"}\n{"source":"sea"}\n',
      /line 2 has no "target" \(it has "source"\)/,
    ],
    [
      "t5",
      "a.jsonl",
      '{"source":"sea","target":null}\n',
      /line 1: target is null, expected a text/,
    ],
    ["t5", "a.jsonl", '{"source":"sea",\n', /line 1 is no JSON/],
    ["t5", "a.tsv", "sea ship\tship\n", /one source only/],
    ["bert-maskedlm", "a.csv", 'text,label\n"sea\nship",a\nmast,\n', /line 4: label is empty/],
    [
      "bert-maskedlm",
      "a.csv",
      'text,label\n"sea,a\n',
      /line 2 has a field in double quotes that does not end/,
    ],
    ["bert-maskedlm", "a.csv", 'text,label\n"sea"x,a\n', /behind a closing double quote/],
    [
      "bert-maskedlm",
      "a.csv",
      "review,mood\nsea,a\nship,b\nmast,a\nwhale,b\n",
      /line 1: the label "mood" stands nowhere else/,
    ],
    ["bert-maskedlm", "a.csv", "text,label\nsea,a\nship,a\n", /the label "a" only/],
    [
      "bert-maskedlm",
      "a.json",
      '[{"text":"sea"}]',
      /is a JSON array, expected a JSON object a line/,
    ],
    [
      "bert-maskedlm",
      "a.csv",
      "text,label\nsea,ship,a\n",
      /a text with a comma stands in double quotes/,
    ],
  ];
  it.each(refusals)("%s: %s %j", async (name, source, text, message) => {
    await expect(prepared(name, { ...dataOf([], source), text }, { steps: 1 })).rejects.toThrow(
      message,
    );
  });

  it("settings that say nothing, and models that read no texts", async () => {
    const plan = async (name: string, given: GivenFineTuning) =>
      fineTuningRecipe.plan(await opened(name), given);
    await expect(plan("t5", { quantize: "int8" })).rejects.toThrow(SettingsError);
    await expect(plan("t5", { quantize: "int8" })).rejects.toThrow("give adapters with lora");
    await expect(plan("llama", { columns: ["a", "b"] })).rejects.toThrow("columns is for pairs");
    await expect(plan("bert", { context: 1000 })).rejects.toThrow("expected at most");
    await expect(plan("vit", {})).rejects.toThrow("an encoder of what is no text");
    await expect(plan("whisper", {})).rejects.toThrow("a transcriber of what is no text");
    const columns = prepared("t5", pairData, { steps: 1, columns: ["a"] });
    await expect(columns).rejects.toThrow("columns names 1 columns, expected two");
  });

  it("another packing when a run goes on", async () => {
    const one = await prepared("t5", pairData, { steps: 2, lora: 2 });
    const described = await readModelDescription(filesInMemory(descriptionFiles(one)));
    expect(() => fineTuningRecipe.resume(described, { quantize: "int8" })).toThrow(
      ChangedSettingError,
    );
  });
});

it("reads the columns that are named, in any order, and a number where the model tells one", async () => {
  const lines = [
    "id,mood,said",
    ...labels.map((line, i) => `${i},${line.split(",").at(-1)},sea ${i}`),
  ];
  const one = await prepared("bert-maskedlm", dataOf(lines, "x.csv"), {
    ...{ steps: 1, columns: ["said", "mood"] },
  });
  expect(one.examplePrompt).toMatch(/^sea \d+$/);
  expect(one.description.config).toMatchObject({ id2label: { 0: "bad", 1: "good" } });
});
