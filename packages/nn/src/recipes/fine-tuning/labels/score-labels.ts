import { noGrad } from "../../../autograd/grad-mode.ts";
import { Yielder } from "../../../event-loop/yield-to-event-loop.ts";
import { averageOf, precisionRecall } from "../../../metrics/precision-recall.ts";
import { inferenceOf } from "../../../module/evaluating.ts";
import { scope } from "../../../tensor/scope.ts";
import type { Score, ScoringOptions } from "../../score.ts";
import type { Told } from "./classes.ts";
import { type LabelBatching, type LabelledIds, labelBatch } from "./label-batch.ts";

export interface LabelScoring extends LabelBatching, ScoringOptions {
  readonly batchSize: number;
}

/** The mean loss of texts, and of classes how many are right; with what was told of each: ids of classes, or a number. */
export async function scoreLabels(
  examples: readonly LabelledIds[],
  { batchSize, signal, onProgress, ...batching }: LabelScoring,
): Promise<{ readonly score: Score; readonly told: readonly (readonly number[])[] }> {
  const { model, told: kind } = batching;
  const yielder = new Yielder();
  const inference = inferenceOf(model);
  // Side by side by length, so that little is padding.
  const order = [...examples.keys()].sort(
    (a, b) => examples[a]!.ids.length - examples[b]!.ids.length,
  );
  const told: (readonly number[])[] = [];
  let [sum, done] = [0, 0];
  for (let start = 0; start < order.length; start += batchSize) {
    signal?.throwIfAborted();
    const rows = order.slice(start, start + batchSize);
    const [loss, logits] = inference(() =>
      noGrad(() =>
        scope(() => {
          const inputs = labelBatch(
            rows.map((row) => examples[row]!),
            batching,
          );
          const outputs = model.forwardNamed(inputs);
          return [outputs.loss!, outputs.logits!] as const;
        }),
      ),
    );
    const [[mean], scores] = [await loss.data(), await logits.data()];
    loss.dispose();
    logits.dispose();
    sum += mean! * rows.length;
    const width = scores.length / rows.length;
    for (const [i, row] of rows.entries()) {
      told[row] = readers[kind.kind]([...scores.subarray(i * width, (i + 1) * width)]);
    }
    done += rows.length;
    onProgress?.(done, examples.length);
    await yielder.turn();
  }
  const truth = examples.map(({ labels }) => labels);
  const figures = shares(kind, truth, told);
  return { score: { loss: sum / examples.length, ...figures, texts: examples.length }, told };
}

/** What a text's scores tell. Of several classes those that are likelier than not. */
const readers: Readonly<Record<Told["kind"], (scores: readonly number[]) => readonly number[]>> = {
  number: (scores) => [scores[0]!],
  classes: (scores) => [scores.indexOf(Math.max(...scores))],
  several: (scores) => [...scores.keys()].filter((id) => scores[id]! > 0),
};

type Labels = readonly (readonly number[])[];

/** How much of what was told is right; of numbers the loss says it. */
function shares(told: Told, truth: Labels, found: Labels): Omit<Score, "loss"> {
  if (told.kind === "number") return {};
  const same = found.filter((ids, i) => ids.join() === truth[i]!.join()).length / found.length;
  if (told.kind === "classes") return { accuracy: same };
  const right = truth.map((ids, i) => ids.filter((id) => found[i]!.includes(id)));
  const of = (rows: Labels): readonly number[] => {
    const counts = told.labels.map(() => 0);
    for (const id of rows.flat()) counts[id]!++;
    return counts;
  };
  const [correct, given, wanted] = [of(right), of(found), of(truth)];
  const perClass = correct.map((one, id) => precisionRecall(one, given[id]!, wanted[id]!));
  const all = [right, found, truth].map((rows) => rows.flat().length);
  return {
    exactMatch: same,
    microF1: precisionRecall(...(all as [number, number, number])).f1,
    macroF1: averageOf(perClass).f1,
  };
}
