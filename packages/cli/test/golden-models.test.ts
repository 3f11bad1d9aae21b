import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectTask, TaskModelError, tasks } from "@qkv/nn/pipelines";
import { expect, test } from "vitest";
import {
  logitsOf,
  saidOf,
  single,
  soundAndFeatures,
  withModel,
  writePicture,
  writeSound,
} from "./golden-senses.ts";
import { type GoldenArray, goldenValues, rowOf } from "./golden-values.ts";
import { jsonLines, qkv, temporaryFolder, withoutProgress } from "./run-qkv.ts";

// Folders that transformers wrote, each with inputs and what comes of them in expect.json and expect.safetensors.
const golden = process.env["QKV_GOLDEN_MODELS"];

interface Expected {
  readonly generate: readonly { readonly options: Readonly<Record<string, unknown>> }[];
}
interface Model {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly expected: Expected;
}
const jsonIn = (...path: readonly string[]) => JSON.parse(readFileSync(join(...path), "utf8"));
const models: readonly Model[] = (golden && existsSync(golden) ? readdirSync(golden) : [])
  .filter((name) => existsSync(join(golden!, name, "expect.json")))
  .map((name) => ({
    name,
    config: jsonIn(golden!, name, "config.json"),
    expected: jsonIn(golden!, name, "expect.json"),
  }));
const fits = (task: string, { config }: Model): boolean => {
  try {
    expectTask(task, config);
    return true;
  } catch (error) {
    if (error instanceof TaskModelError) return false;
    throw error;
  }
};

/** A word for each id, of one length: none begins another. */
const word = (id: number): string => `w${String(id).padStart(5, "0")}`;
const text = (ids: readonly number[]): string => ids.map(word).join(" ");

/** A tokenizer of these words, which puts `tail` behind every text, as of a second segment. */
function wordTokenizer(vocabSize: number, tail: readonly number[]): object {
  const special = tail.map((id) => ({ SpecialToken: { id: word(id), type_id: 1 } }));
  const first = { Sequence: { id: "A", type_id: 0 } };
  return {
    ...{ version: "1.0", truncation: null, padding: null, added_tokens: [], normalizer: null },
    pre_tokenizer: { type: "WhitespaceSplit" },
    post_processor: {
      type: "TemplateProcessing",
      single: [first, ...special],
      pair: [first, { Sequence: { id: "B", type_id: 1 } }],
      special_tokens: Object.fromEntries(
        tail.map((id) => [word(id), { id: word(id), ids: [id], tokens: [word(id)] }]),
      ),
    },
    decoder: null,
    model: {
      type: "WordLevel",
      unk_token: word(0),
      vocab: Object.fromEntries(Array.from({ length: vocabSize }, (_, id) => [word(id), id])),
    },
  };
}

/** A folder with the files of a model. */
function copyOf({ name }: Model): string {
  const folder = temporaryFolder();
  cpSync(join(golden!, name), folder, { recursive: true });
  return folder;
}

/** The folder of a model, with a tokenizer beside it. */
function withTokenizer(model: Model, tail: readonly number[], more = {}): string {
  const folder = copyOf(model);
  const { vocab_size: vocab = Object(model.config["decoder"])["vocab_size"] } = model.config;
  const tokenizer = wordTokenizer(vocab as number, tail);
  writeFileSync(join(folder, "tokenizer.json"), JSON.stringify(tokenizer));
  const tokenizerConfig = { tokenizer_class: "PreTrainedTokenizerFast", ...more };
  writeFileSync(join(folder, "tokenizer_config.json"), JSON.stringify(tokenizerConfig));
  return folder;
}

async function resultOf(task: string, folder: string, ...args: readonly string[]) {
  const outcome = await qkv(["run", task, "--model", folder, "--json", ...args]);
  const stderr = withoutProgress(outcome.stderr);
  expect({ code: outcome.code, stderr }).toEqual({ code: 0, stderr: "" });
  return jsonLines(outcome.stdout)[0]!["result"];
}

/** A row of ids whose padding is cut, in its two segments. */
interface Row {
  readonly index: number;
  readonly first: readonly number[];
  readonly second: readonly number[];
}
function rowsOf(values: ReadonlyMap<string, GoldenArray>): readonly Row[] {
  const all = values.get("inputs/input_ids")!;
  return Array.from({ length: all.shape[0]! }, (_, index) => {
    const [mask, types] = ["attention_mask", "token_type_ids"].map((name) => {
      const array = values.get(`inputs/${name}`);
      return array && rowOf(array, index);
    });
    const ids = rowOf(all, index).filter((_, i) => mask?.[i] !== 0);
    const begin = types?.indexOf(1) ?? -1;
    const cut = begin < 0 ? ids.length : begin;
    return { index, first: ids.slice(0, cut), second: ids.slice(cut) };
  });
}

const softmax = (scores: readonly number[]): readonly number[] => {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, one) => sum + one, 0);
  return powers.map((one) => one / total);
};
/** By number; a config.json that names none has transformers' own. */
const labelOf = ({ config }: Model, i: number): string =>
  (config["id2label"] as Readonly<Record<string, string>> | undefined)?.[i] ?? `LABEL_${i}`;
const close = (score: number) => expect.closeTo(score, 4);
const sorted = <T extends { readonly score: number }>(all: readonly T[]): readonly T[] =>
  all.toSorted((a, b) => b.score - a.score);

type Check = (model: Model, values: ReadonlyMap<string, GoldenArray>) => Promise<void>;
const checks: Readonly<Record<string, Check>> = {
  async "text-classification"(model, values) {
    for (const { index, first, second } of rowsOf(values)) {
      const scores = softmax(rowOf(values.get("outputs/logits")!, index));
      const wanted = sorted(scores.map((score, i) => ({ label: labelOf(model, i), score })));
      const folder = withTokenizer(model, second);
      const args = ["--input", text(first), "--top-k", String(scores.length)];
      const found = await resultOf("text-classification", folder, ...args);
      expect(found).toEqual(wanted.map(({ label, score }) => ({ label, score: close(score) })));
    }
  },

  async "token-classification"(model, values) {
    const labels = values.get("outputs/logits")!.shape[2]!;
    for (const { index, first, second } of rowsOf(values)) {
      const all = rowOf(values.get("outputs/logits")!, index);
      const wanted = first.map((id, at) => {
        const scores = softmax(all.slice(at * labels, (at + 1) * labels));
        const score = Math.max(...scores);
        return {
          entity: labelOf(model, scores.indexOf(score)),
          score: close(score),
          word: word(id),
        };
      });
      const folder = withTokenizer(model, second);
      const args = ["--input", text(first), "--aggregation-strategy", "none"];
      const found = await resultOf("token-classification", folder, ...args);
      expect(found).toEqual(wanted.map((one) => expect.objectContaining(one)));
    }
  },

  async "fill-mask"(model, values) {
    const vocab = model.config["vocab_size"] as number;
    for (const { index, first, second } of rowsOf(values)) {
      const whole = [...first, ...second];
      const at = first.findIndex((id) => whole.indexOf(id) === whole.lastIndexOf(id));
      const all = rowOf(values.get("outputs/logits")!, index);
      const scores = softmax(all.slice(at * vocab, (at + 1) * vocab));
      const wanted = sorted(scores.map((score, token) => ({ token, score }))).slice(0, 4);
      const folder = withTokenizer(model, second, { mask_token: word(first[at]!) });
      const args = ["--input", text(first), "--top-k", "4"];
      const found = await resultOf("fill-mask", folder, ...args);
      expect(found).toEqual(
        wanted.map(({ token, score }) =>
          expect.objectContaining({ token, token_str: word(token), score: close(score) }),
        ),
      );
    }
  },

  async "question-answering"(model, values) {
    for (const { index, first, second } of rowsOf(values)) {
      if (second.length === 0) continue;
      const inContext = (name: string): readonly number[] =>
        rowOf(values.get(`outputs/${name}`)!, index).slice(
          first.length,
          first.length + second.length,
        );
      const [starts, ends] = [inContext("start_logits"), inContext("end_logits")];
      const spans = starts.flatMap((start, from) =>
        ends.flatMap((end, to) => (to < from ? [] : [{ from, to, score: start + end }])),
      );
      const { from, to } = sorted(spans)[0]!;
      const folder = withTokenizer(model, []);
      const args = ["--question", text(first), "--input", text(second)];
      const found = await resultOf("question-answering", folder, ...args);
      expect(found).toMatchObject({ answer: text(second.slice(from, to + 1)) });
    }
  },

  async "feature-extraction"(model, values) {
    for (const { index, first, second } of rowsOf(values)) {
      const { shape } = values.get("outputs/last_hidden_state")!;
      const tokens = first.length + second.length;
      const wanted = rowOf(values.get("outputs/last_hidden_state")!, index);
      const args = ["--input", text(first)];
      const found = await resultOf("feature-extraction", withTokenizer(model, second), ...args);
      const numbers = (found as number[][][]).flat(2);
      expect(numbers).toHaveLength(tokens * shape[2]!);
      for (const [i, one] of numbers.entries()) expect(one).toBeCloseTo(wanted[i]!, 3);
    }
  },

  "text-generation": (model, values) => expectGenerated("text-generation", model, values),
  "text2text-generation": (model, values) => expectGenerated("text2text-generation", model, values),
  summarization: (model, values) => expectGenerated("summarization", model, values, "summary_text"),
  translation: (model, values) => expectGenerated("translation", model, values, "translation_text"),

  async "image-classification"(model, values) {
    const folder = copyOf(model);
    const pixels = values.get("inputs/pixel_values")!;
    for (let row = 0; row < pixels.shape[0]!; row++) {
      const shown = writePicture(folder, single(pixels, row));
      const scores = await withModel(folder, async (opened) => {
        const reference = rowOf(values.get("outputs/logits")!, row);
        await logitsOf(opened, "pixel_values", single(pixels, row), reference);
        return softmax(await logitsOf(opened, "pixel_values", shown));
      });
      await expectLabels("image-classification", model, scores, folder, "picture.png");
    }
  },

  async "image-to-text"(model, values) {
    const folder = withTokenizer(model, []);
    for (const [i, { options }] of model.expected.generate.entries()) {
      const pixels = values.get(`generate/${i}/pixel_values`)!;
      for (let row = 0; row < pixels.shape[0]!; row++) {
        const shown = writePicture(folder, single(pixels, row));
        const said = await withModel(folder, async (opened) => {
          const reference = rowOf(values.get(`generate/${i}/sequences`)!, row);
          expect(await saidOf(opened, single(pixels, row), options)).toEqual(reference);
          return saidOf(opened, shown, options);
        });
        const args = ["--input", join(folder, "picture.png"), ...flagsOf(options)];
        const [found] = (await resultOf("image-to-text", folder, ...args)) as [
          { generated_text: string },
        ];
        expect(found.generated_text).toBe(text(said));
      }
    }
  },

  async "audio-classification"(model, values) {
    const folder = copyOf(model);
    const { num_mel_bins, max_length } = model.config;
    for (let row = 0; row < 2; row++) {
      const [samples, features] = soundAndFeatures(
        { feature_extractor_type: "ASTFeatureExtractor", num_mel_bins, max_length },
        row,
      );
      writeSound(folder, samples);
      const scores = await withModel(folder, async (opened) => {
        const given = single(values.get("inputs/input_values")!, row);
        const reference = rowOf(values.get("outputs/logits")!, row);
        await logitsOf(opened, "input_values", given, reference);
        return softmax(await logitsOf(opened, "input_values", features));
      });
      await expectLabels("audio-classification", model, scores, folder, "sound.wav");
    }
  },

  async "automatic-speech-recognition"(model, values) {
    const logits = values.get("outputs/logits")!;
    const [, , letters] = logits.shape as [number, number, number];
    const folder = copyOf(model);
    const letter = (id: number): string => String.fromCodePoint(0x3b1 + id);
    const vocabulary = Array.from({ length: letters }, (_, id) => [id ? letter(id) : "<pad>", id]);
    writeFileSync(join(folder, "vocab.json"), JSON.stringify(Object.fromEntries(vocabulary)));
    const raw = { feature_extractor_type: "Wav2Vec2FeatureExtractor", do_normalize: false };
    writeFileSync(join(folder, "preprocessor_config.json"), JSON.stringify(raw));
    for (let row = 0; row < logits.shape[0]!; row++) {
      writeSound(folder, rowOf(values.get("inputs/input_values")!, row));
      const scores = rowOf(logits, row);
      const ids = Array.from({ length: scores.length / letters }, (_, step) => {
        const own = scores.slice(step * letters, (step + 1) * letters);
        return own.indexOf(Math.max(...own));
      });
      const heard = ids.filter((id, i) => id !== 0 && id !== ids[i - 1]).map(letter);
      const args = ["--input", join(folder, "sound.wav")];
      const found = await resultOf("automatic-speech-recognition", folder, ...args);
      expect(found).toEqual({ text: heard.join("") });
    }
  },
};

/** All labels of a file, with their scores. */
async function expectLabels(
  task: string,
  model: Model,
  scores: readonly number[],
  folder: string,
  file: string,
): Promise<void> {
  const wanted = sorted(scores.map((score, i) => ({ label: labelOf(model, i), score })));
  const args = ["--input", join(folder, file), "--top-k", String(scores.length)];
  const found = await resultOf(task, folder, ...args);
  expect(found).toEqual(wanted.map(({ label, score }) => ({ label, score: close(score) })));
}

/** What a command line says of generation's options; it draws unless told otherwise. */
function flagsOf(options: Readonly<Record<string, unknown>>): readonly string[] {
  const { pad_token_id: _, eos_token_id: __, do_sample: ___, ...more } = options;
  const flags = Object.entries(more).flatMap(([name, value]) => [
    `--${name.replaceAll("_", "-")}`,
    String(value),
  ]);
  return ["--no-do-sample", ...flags];
}

/** The sequences of each row, by the options that expect.json says. */
async function expectGenerated(
  task: string,
  model: Model,
  values: ReadonlyMap<string, GoldenArray>,
  field = "generated_text",
): Promise<void> {
  const folder = withTokenizer(model, []);
  const start = model.config["decoder_start_token_id"];
  for (const [i, { options }] of model.expected.generate.entries()) {
    const prompts = values.get(`generate/${i}/input_ids`)!;
    const mask = values.get(`generate/${i}/attention_mask`);
    const ends = [options["eos_token_id"] ?? model.config["eos_token_id"]].flat();
    const { pad_token_id: pad } = options;
    if (options["eos_token_id"] !== undefined) continue; // no flag says it
    for (let row = 0; row < prompts.shape[0]!; row++) {
      const marks = mask && rowOf(mask, row);
      const ids = rowOf(prompts, row).filter((_, at) => marks?.[at] !== 0);
      const args = ["--input", text(ids), ...flagsOf(options)];
      const [found] = (await resultOf(task, folder, ...args)) as [Record<string, string>];
      const told = Array.from(found[field]!.matchAll(/w(\d{5})/g), ([, id]) => Number(id));
      const padding = pad ?? model.config["pad_token_id"];
      const goesOn = task === "text-generation";
      /** Of a decoder behind its prompt, of others behind what begins a target; without an end and what fills up. */
      const cut = (all: readonly number[], prompt: number) => {
        const begun = goesOn ? prompt : Number(all[0] === start);
        const fresh = all.slice(begun);
        const end = fresh.findIndex((id) => ends.includes(id));
        const text = end < 0 ? fresh : fresh.slice(0, end);
        return text.slice(0, text.findLastIndex((id) => id !== padding) + 1);
      };
      const whole = rowOf(values.get(`generate/${i}/sequences`)!, row);
      const sequence = cut(whole, prompts.shape[1]!);
      expect(sequence.length, "the reference says nothing").toBeGreaterThan(0);
      expect(cut(told, ids.length), JSON.stringify(options)).toEqual(sequence);
    }
  }
}

const tried = Object.keys(checks).flatMap((task) =>
  models
    .filter((model) => fits(task, model))
    .flatMap((model) => {
      const values = goldenValues(join(golden!, model.name, "expect.safetensors"));
      const states = values.has("outputs/last_hidden_state") && values.has("inputs/input_ids");
      if (task === "feature-extraction" && !states) return [];
      // What a model with tokens of its own hears is tried with a tokenizer that has them: run-pictures-and-sounds.test.ts.
      if (task === "automatic-speech-recognition" && !values.has("inputs/input_values")) return [];
      return [{ task, name: model.name, model, values }];
    }),
);

test("each task has a model of QKV_GOLDEN_MODELS that fits", ({ skip }) => {
  if (golden === undefined) skip("QKV_GOLDEN_MODELS names no folder of models");
  expect(models.length, `${golden} has no folders with an expect.json`).toBeGreaterThan(0);
  for (const task of Object.keys(checks)) {
    expect(Object.keys(tasks)).toContain(task);
    expect(tried.map((one) => one.task)).toContain(task);
  }
});

for (const { task, name, model, values } of tried)
  test(`${task} by ${name} gives what the reference gives`, { timeout: 120_000 }, () =>
    checks[task]!(model, values),
  );
