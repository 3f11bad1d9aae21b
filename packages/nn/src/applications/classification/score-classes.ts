import { noGrad } from "../../autograd/grad-mode.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import { classificationScores } from "../../metrics/classification/classification-scores.ts";
import { calibrationError } from "../../metrics/classification/probability-scores.ts";
import type { Encoder } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import type { ApplicationScore } from "../../recipes/figures.ts";
import type { ScoringOptions } from "../../recipes/score.ts";
import { scope } from "../../tensor/scope.ts";
import { classBatch, type EncodedText } from "./class-batch.ts";

export interface ClassScoring extends ScoringOptions {
  readonly model: Encoder;
  readonly paddingIdx: number;
  readonly batchSize: number;
}

/** The probability of each class, for each text, in their order. */
async function classProbabilities(
  texts: readonly EncodedText[],
  { model, paddingIdx, batchSize, signal, onProgress }: ClassScoring,
): Promise<readonly Float64Array[]> {
  const yielder = new Yielder();
  const inference = inferenceOf(model);
  // Side by side by length, so that little is padding.
  const order = [...texts.keys()].sort((a, b) => texts[a]!.ids.length - texts[b]!.ids.length);
  const found: Float64Array[] = [];
  for (let start = 0; start < order.length; start += batchSize) {
    signal?.throwIfAborted();
    const rows = order.slice(start, start + batchSize);
    const some = rows.map((row) => texts[row]!);
    using logits = inference(() =>
      noGrad(() =>
        scope(
          () => model.forwardNamed(classBatch(some, { paddingIdx, device: model.device })).logits!,
        ),
      ),
    );
    const scores = await logits.data();
    const width = scores.length / rows.length;
    for (const [i, row] of rows.entries())
      found[row] = softmax(scores.subarray(i * width, (i + 1) * width));
    onProgress?.(start + rows.length, order.length);
    await yielder.turn();
  }
  return found;
}

function softmax(logits: ArrayLike<number>): Float64Array {
  const scores = Float64Array.from(logits);
  const most = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - most));
  const sum = exponentials.reduce((all, one) => all + one, 0);
  return exponentials.map((one) => one / sum);
}

/** A score, and for each text the class that was told and the probability of each. */
export interface ClassesTold extends ApplicationScore {
  readonly told: readonly number[];
  readonly probabilities: readonly Float64Array[];
}

/** Mean nats of the right class, accuracy, macro F1 and how well probabilities say it. */
export async function scoreClasses(
  texts: readonly EncodedText[],
  scoring: ClassScoring,
): Promise<ClassesTold> {
  const probabilities = await classProbabilities(texts, scoring);
  const told = probabilities.map((row) => row.indexOf(Math.max(...row)));
  const labels = texts.map(({ label }) => label);
  const { accuracy, macro } = classificationScores(labels, told);
  const nats = probabilities.map(
    (row, i) => -Math.log(Math.max(row[labels[i]!]!, Number.MIN_VALUE)),
  );
  return {
    ...{ told, probabilities },
    loss: nats.reduce((sum, one) => sum + one, 0) / texts.length,
    figures: {
      accuracy,
      macroF1: macro.f1,
      calibration: calibrationError(
        labels,
        probabilities.map((row) => [...row]),
      ),
    },
  };
}
