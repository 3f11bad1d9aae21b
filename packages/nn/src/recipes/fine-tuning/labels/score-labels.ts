import { noGrad } from "../../../autograd/grad-mode.ts";
import { Yielder } from "../../../event-loop/yield-to-event-loop.ts";
import { inferenceOf } from "../../../module/evaluating.ts";
import { scope } from "../../../tensor/scope.ts";
import type { Score, ScoringOptions } from "../../score.ts";
import { type LabelBatching, type LabelledIds, labelBatch } from "./label-batch.ts";

export interface LabelScoring extends LabelBatching, ScoringOptions {
  readonly batchSize: number;
}

/** The mean loss of texts, and of classes how many are right; with what was told of each: a class's id, or a number. */
export async function scoreLabels(
  examples: readonly LabelledIds[],
  { batchSize, signal, onProgress, ...batching }: LabelScoring,
): Promise<{ readonly score: Score; readonly told: readonly number[] }> {
  const { model, kind } = batching;
  const yielder = new Yielder();
  const inference = inferenceOf(model);
  // Side by side by length, so that little is padding.
  const order = [...examples.keys()].sort(
    (a, b) => examples[a]!.ids.length - examples[b]!.ids.length,
  );
  const told: number[] = [];
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
      const of = scores.subarray(i * width, (i + 1) * width);
      told[row] = kind === "number" ? of[0]! : of.indexOf(Math.max(...of));
    }
    done += rows.length;
    onProgress?.(done, examples.length);
    await yielder.turn();
  }
  const right = told.filter((id, i) => id === examples[i]!.label).length;
  const accuracy = kind === "number" ? {} : { accuracy: right / examples.length };
  return { score: { loss: sum / examples.length, ...accuracy, texts: examples.length }, told };
}
