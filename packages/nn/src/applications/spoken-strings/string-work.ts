import { noGrad } from "../../autograd/grad-mode.ts";
import { DataLoader } from "../../data/data-loader.ts";
import { tensor } from "../../device/create-tensor.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import { generateIds } from "../../generation/generate-ids.ts";
import { characterErrorRate, wordErrorRate } from "../../metrics/transcripts/error-rate.ts";
import type { NamedTensors, Transcriber } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Described, HeldOutOptions, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import { extractorIn } from "../spoken-words/hearing.ts";
import { attentionSample, spectrogramSample } from "../spoken-words/heat-of-sound.ts";
import type { Recording } from "../spoken-words/recording.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import { type JoiningOptions, joinRecordings, type SpokenString } from "./join-recordings.ts";
import { special } from "./word-tokenizer.ts";

/** input_features [strings, mels, frames], decoder_input_ids and labels [strings, words + 1] */
type StringBatch = NamedTensors & { readonly labels: Tensor };

export interface StringWorkParts extends Described {
  readonly model: Transcriber;
  readonly settings: ApplicationTraining & JoiningOptions & { readonly strings: number };
}

/** Strings of a part that is held out. */
const HELD_OUT = 300;

/** Batches, losses, word errors and spectrograms of a model that writes down strings of words. */
export function stringWork(parts: StringWorkParts): Work<DataParts<Recording>, StringBatch> {
  const { model, settings } = parts;
  const { batch: batchSize, seed, strings, longest } = settings;
  const { device } = model;
  const extractor = extractorIn(parts.files);
  const tokenizer = tokenizerOf(parts);
  const idOf = (word: string): number => tokenizer.tokenToId(word) ?? special.unknown;
  const featuresOf = (some: readonly SpokenString[]): Tensor => {
    const { input_features: made } = extractor.extract(some.map(({ samples }) => samples));
    return tensor(made!.values, { shape: made!.shape, device });
  };
  const collate = (some: readonly SpokenString[]): StringBatch => {
    const width = Math.max(...some.map(({ words }) => words.length)) + 1;
    const rows = (of: (word: number | undefined, i: number, length: number) => number) =>
      tensor(
        Int32Array.from(
          some.flatMap(({ words }) =>
            Array.from({ length: width }, (_, i) =>
              of(words[i] === undefined ? undefined : idOf(words[i]!), i, words.length),
            ),
          ),
        ),
        { shape: [some.length, width], device },
      );
    const shifted = some.map(({ words }) => [special.start, ...words.map(idOf)]);
    const inputs = shifted.flatMap((row) =>
      Array.from({ length: width }, (_, i) => row[i] ?? special.padding),
    );
    return {
      input_features: featuresOf(some),
      decoder_input_ids: tensor(Int32Array.from(inputs), { shape: [some.length, width], device }),
      labels: rows((word, i, length) => word ?? (i === length ? special.end : -100)),
    };
  };
  const heldOut = (data: DataParts<Recording>, { part, examples = HELD_OUT }: HeldOutOptions) =>
    Array.from({ length: Math.min(examples, HELD_OUT) }, (_, i) =>
      joinRecordings(data[part], (part === "test" ? 2e9 : 1e9) + i, settings),
    );
  const hear = async (
    all: readonly SpokenString[],
    { signal, onProgress }: Pick<HeldOutOptions, "signal" | "onProgress">,
  ) => {
    const yielder = new Yielder();
    const heard: string[] = [];
    let nats = 0;
    for (let at = 0; at < all.length; at += batchSize) {
      signal?.throwIfAborted();
      const some = all.slice(at, at + batchSize);
      using loss = inferenceOf(model)(() =>
        noGrad(() => scope(() => model.forwardNamed(collate(some)).loss!)),
      );
      nats += ((await loss.data())[0] ?? 0) * some.length;
      using features = featuresOf(some);
      const sequences = await generateIds(
        model,
        { inputs: { input_features: features } },
        {
          ...{ decoderStartTokenId: special.start, eosTokenId: special.end },
          ...{ padTokenId: special.padding, maxNewTokens: longest + 2 },
        },
      );
      for (const ids of sequences)
        heard.push(tokenizer.decode([...ids], { skipSpecialTokens: true }).trim());
      onProgress?.(at + some.length, all.length);
      await yielder.turn();
    }
    return { heard, loss: nats / all.length };
  };
  return {
    batches: ({ training }) =>
      new DataLoader<SpokenString, StringBatch>(
        { length: strings, get: (i) => joinRecordings(training, (seed * 1e6 + i) % 1e9, settings) },
        { batchSize, shuffle: true, seed, collate },
      ),
    loss: (batch) => model.forwardNamed(batch).loss!,
    async score(data, options) {
      const all = heldOut(data, options);
      const { heard, loss } = await hear(all, options);
      const said = all.map(({ words }) => words.join(" "));
      const exact = said.filter((words, i) => words === heard[i]).length / said.length;
      const wer = wordErrorRate(heard, said).rate;
      return { loss, figures: { wer, cer: characterErrorRate(heard, said).rate, exact } };
    },
    async samples(data, { examples = 8, ...options }) {
      const all = heldOut(data, { ...options, examples });
      const { heard } = await hear(all, options);
      const pairs = all.map(({ words }, i) => ({
        ...{ source: `string ${i + 1}`, target: words.join(" "), output: heard[i]! },
        exact: words.join(" ") === heard[i],
      }));
      const [first] = all;
      using features = featuresOf([first!]);
      const values = Float32Array.from(await features.data());
      const [, mels, frames] = features.shape as [number, number, number];
      const { labels: _, ...inputs } = collate([first!]);
      return [
        { kind: "pairs", pairs, title: "Strings as they are heard" },
        spectrogramSample(first!.words.join(" "), values, [mels, frames]),
        await attentionSample(
          model,
          () => model.forwardNamed(inputs),
          "Where each word is looked for",
          [...first!.words, "(end)"],
        ),
      ];
    },
  };
}
