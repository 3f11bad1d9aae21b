import { noGrad } from "../../autograd/grad-mode.ts";
import { tensor } from "../../device/create-tensor.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import { classificationScores } from "../../metrics/classification/classification-scores.ts";
import type { Encoder, NamedTensors } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Described, HeldOutOptions, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import { DrawnBatches } from "../drawn-batches.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import { extractorIn } from "./hearing.ts";
import { attentionSample, spectrogramSample } from "./heat-of-sound.ts";
import type { Recording } from "./recording.ts";
import { WARP_DRAWS, type Warp, warped } from "./warp-spectrogram.ts";

/** input_features [sounds, mels, frames], labels [sounds] */
type WordBatch = NamedTensors & { readonly input_features: Tensor; readonly labels: Tensor };

export interface WordWorkParts extends Described {
  readonly model: Encoder;
  readonly settings: ApplicationTraining & Warp;
}

/** Batches, losses, figures and spectrograms of an encoder that tells what is said, or who says it. */
export function wordWork(parts: WordWorkParts): Work<DataParts<Recording>, WordBatch> {
  const { model } = parts;
  const { settings } = parts;
  const { batch: batchSize, seed } = settings;
  const { device } = model;
  const labels = model.labels ?? [];
  const extractor = extractorIn(parts.files);
  const heard = new Map<Recording, { values: Float32Array; shape: readonly number[] }>();
  const hear = (recording: Recording) => {
    const known = heard.get(recording);
    if (known) return known;
    const { values, shape } = extractor.extract([recording.samples]).input_features!;
    const made = { values: values as Float32Array, shape: shape.slice(1) };
    heard.set(recording, made);
    return made;
  };
  const idOf = ({ label, name }: Recording): number => {
    const id = labels.indexOf(label);
    if (id >= 0) return id;
    throw new RecipeError(
      `the label of ${name} is ${JSON.stringify(label)}, expected one of ${labels.slice(0, 12).join(", ")}`,
    );
  };
  /** With numbers that are drawn, the spectrograms are changed. */
  const collate = (some: readonly Recording[], drawn?: Float64Array): WordBatch => {
    const [mels, frames] = hear(some[0]!).shape as [number, number];
    const values = new Float32Array(some.length * mels * frames);
    for (const [i, recording] of some.entries()) {
      const sound = { values: hear(recording).values, mels, frames };
      const own = drawn?.subarray(i * WARP_DRAWS, (i + 1) * WARP_DRAWS);
      values.set(own ? warped(sound, settings, own) : sound.values, i * mels * frames);
    }
    const ids = Int32Array.from(some, idOf);
    return {
      input_features: tensor(values, { shape: [some.length, mels, frames], device }),
      labels: tensor(ids, { dtype: "int32", device }),
    };
  };
  const tellAll = async (
    recordings: readonly Recording[],
    { signal, onProgress }: Pick<HeldOutOptions, "signal" | "onProgress">,
  ) => {
    const yielder = new Yielder();
    const told: string[] = [];
    let nats = 0;
    for (let at = 0; at < recordings.length; at += batchSize) {
      signal?.throwIfAborted();
      const some = recordings.slice(at, at + batchSize);
      using logits = inferenceOf(model)(() =>
        noGrad(() =>
          scope(() => model.forwardNamed({ input_features: collate(some).input_features }).logits!),
        ),
      );
      const scores = Float64Array.from(await logits.data());
      for (const [i, recording] of some.entries()) {
        const row = scores.subarray(i * labels.length, (i + 1) * labels.length);
        const most = row.reduce((a, b) => Math.max(a, b));
        const sum = row.reduce((all, one) => all + Math.exp(one - most), 0);
        nats += most + Math.log(sum) - row[idOf(recording)]!;
        told.push(labels[row.indexOf(most)]!);
      }
      onProgress?.(at + some.length, recordings.length);
      await yielder.turn();
    }
    return { told, loss: nats / recordings.length };
  };
  return {
    batches: ({ training }) =>
      new DrawnBatches<Recording, WordBatch>(
        training,
        { batchSize, seed, streams: 1 },
        (some, generator) => collate(some, generator.uniform(some.length * WARP_DRAWS)),
      ),
    loss: (batch) => model.forwardNamed(batch).loss!,
    targetsIn: (batch) => batch.labels.size,
    async score(data, { part, examples, ...options }) {
      const recordings = data[part].slice(0, examples);
      const { told, loss } = await tellAll(recordings, options);
      const { accuracy, macro } = classificationScores(
        recordings.map(({ label }) => label),
        told,
      );
      return { loss, figures: { accuracy, macroF1: macro.f1 } };
    },
    async samples(data, { part, examples = 8, ...options }) {
      const recordings = data[part];
      const { told } = await tellAll(recordings, options);
      const pairs = recordings.map(({ name, label }, i) => ({
        ...{ source: name, target: label, output: told[i]!, exact: told[i] === label },
      }));
      const wrong = pairs.filter(({ exact }) => !exact).slice(0, examples >> 1);
      const right = pairs.filter(({ exact }) => exact).slice(0, examples - wrong.length);
      const { classes, counts } = classificationScores(
        recordings.map(({ label }) => label),
        told,
      ).confusion;
      const shown = recordings[0]!;
      const { values, shape } = hear(shown);
      return [
        { kind: "pairs", pairs: [...right, ...wrong], title: "Told right, and wrong" },
        { kind: "confusion", title: "Labels told", labels: [...classes], counts },
        spectrogramSample(shown.name, values, shape as [number, number]),
        await attentionSample(
          model,
          () => model.forwardNamed({ input_features: collate([shown]).input_features }),
          `Where the last layer looks in ${shown.name}`,
        ),
      ];
    },
  };
}
