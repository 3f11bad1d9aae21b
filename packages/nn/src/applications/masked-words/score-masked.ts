import { noGrad } from "../../autograd/grad-mode.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import type { EncoderModel } from "../../models/encoder/encoder-model.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { argmax } from "../../ops/argmax.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import type { ApplicationScore } from "../../recipes/figures.ts";
import type { ScoringOptions } from "../../recipes/score.ts";
import type { Device } from "../../tensor/device.ts";
import { scope } from "../../tensor/scope.ts";
import type { MaskedTokens } from "./mask-tokens.ts";
import { maskedBatch, scoresOfMasked } from "./masked-batch.ts";

export interface MaskedScoring extends ScoringOptions {
  readonly model: EncoderModel;
  readonly batchSize: number;
  readonly paddingIdx: number;
  readonly device: Device;
}

/** Mean nats of a masked token, its exponential, the share told right; and what was told, by passage. */
export async function scoreMasked(
  passages: readonly MaskedTokens[],
  { model, batchSize, signal, onProgress, ...batching }: MaskedScoring,
): Promise<ApplicationScore & { readonly told: readonly (readonly number[])[] }> {
  const yielder = new Yielder();
  const inference = inferenceOf(model);
  // Side by side by length, so that little is padding.
  const order = [...passages.keys()].sort(
    (a, b) => passages[a]!.ids.length - passages[b]!.ids.length,
  );
  const told: number[][] = [];
  let [nats, right, count] = [0, 0, 0];
  for (let start = 0; start < order.length; start += batchSize) {
    signal?.throwIfAborted();
    const rows = order.slice(start, start + batchSize);
    const some = rows.map((row) => passages[row]!);
    const [loss, best] = inference(() =>
      noGrad(() =>
        scope(() => {
          const batch = maskedBatch(some, batching);
          const scores = scoresOfMasked(model, batch);
          return [crossEntropy(scores, batch.targets), argmax(scores, 1)] as const;
        }),
      ),
    );
    const [[mean], ids] = [await loss.data(), await best.data()];
    loss.dispose();
    best.dispose();
    let at = 0;
    for (const [i, row] of rows.entries()) {
      const { targets } = some[i]!;
      told[row] = targets.map((_, k) => Number(ids[at + k]!));
      right += targets.filter((target, k) => target === told[row]![k]).length;
      at += targets.length;
    }
    nats += mean! * at;
    count += at;
    onProgress?.(start + rows.length, order.length);
    await yielder.turn();
  }
  const loss = nats / count;
  return { told, loss, figures: { perplexity: Math.exp(loss), accuracy: right / count } };
}
