import { noGrad } from "../../autograd/grad-mode.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import { classificationScores } from "../../metrics/classification/classification-scores.ts";
import type { Encoder } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { logSoftmax } from "../../ops/log-softmax.ts";
import type { ApplicationScore } from "../../recipes/figures.ts";
import type { ScoringOptions } from "../../recipes/score.ts";
import { scope } from "../../tensor/scope.ts";
import type { LabelledPicture } from "./labelled-picture.ts";
import { type PictureBatchOptions, pictureBatch } from "./picture-batches.ts";

/** Mean nats of what pictures show, the share that is told right, and what is told of each. */
export async function scorePictures(
  pictures: readonly LabelledPicture[],
  scoring: PictureBatchOptions &
    ScoringOptions & { readonly model: Encoder; readonly batchSize: number },
): Promise<ApplicationScore & { readonly told: readonly string[] }> {
  const { model, batchSize, labels, signal, onProgress } = scoring;
  const yielder = new Yielder();
  const inference = inferenceOf(model);
  const told: string[] = [];
  let nats = 0;
  for (let start = 0; start < pictures.length; start += batchSize) {
    signal?.throwIfAborted();
    const some = pictures.slice(start, start + batchSize);
    using logarithms = inference(() =>
      noGrad(() =>
        scope(() => {
          const { labels: _, ...inputs } = pictureBatch(some, scoring);
          return logSoftmax(model.forwardNamed(inputs).logits!);
        }),
      ),
    );
    const scores = await logarithms.data();
    const width = labels.length;
    for (const [row, { label }] of some.entries()) {
      const own = [...scores.subarray(row * width, (row + 1) * width)];
      told.push(labels[own.indexOf(Math.max(...own))]!);
      nats -= own[labels.indexOf(label)]!;
    }
    onProgress?.(start + some.length, pictures.length);
    await yielder.turn();
  }
  const { accuracy, macro } = classificationScores(
    pictures.map(({ label }) => label),
    told,
  );
  return { loss: nats / pictures.length, told, figures: { accuracy, macroF1: macro.f1 } };
}
