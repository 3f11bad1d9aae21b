import { noGrad } from "../../autograd/grad-mode.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import { klDiv } from "../../losses/kl-div.ts";
import type { Decoder } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { ge } from "../../ops/compare.ts";
import { logSoftmax } from "../../ops/log-softmax.ts";
import { mul } from "../../ops/mul.ts";
import { slice } from "../../ops/slice.ts";
import { sum } from "../../ops/sum.ts";
import { toFloat } from "../../ops/to-float.ts";
import type { ScoringOptions } from "../../recipes/score.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type EncodedPreference, preferenceBatch } from "./preference-batch.ts";
import {
  answerLogProbabilities,
  asCompared,
  type PreferenceLossOptions,
  preferenceLoss,
} from "./preference-loss.ts";

export interface PreferenceScoring extends ScoringOptions, PreferenceLossOptions {
  readonly model: Decoder;
  readonly reference: Decoder;
  readonly paddingIdx: number;
  /** Pairs that are looked at side by side. */
  readonly batchSize: number;
}

/** ln p of an answer by the model and by the reference, and its tokens. */
export interface ScoredAnswer {
  readonly policy: number;
  readonly reference: number;
  readonly tokens: number;
}

export interface ScoredPreference {
  readonly chosen: ScoredAnswer;
  readonly rejected: ScoredAnswer;
}

export interface PreferenceScore {
  readonly loss: number;
  /** KL(model || reference) a token of the chosen answers, over the whole vocabulary, in nats. */
  readonly drift: number;
  readonly scored: readonly ScoredPreference[];
}

/** What a model and its reference make of pairs of answers. */
export async function scorePreferences(
  preferences: readonly EncodedPreference[],
  { model, reference, paddingIdx, batchSize, signal, onProgress, ...loss }: PreferenceScoring,
): Promise<PreferenceScore> {
  const yielder = new Yielder();
  const inference = inferenceOf(model);
  const scored: ScoredPreference[] = [];
  let [nats, drift, tokens] = [0, 0, 0];
  for (let start = 0; start < preferences.length; start += batchSize) {
    signal?.throwIfAborted();
    const some = preferences.slice(start, start + batchSize);
    const results = inference(() =>
      noGrad(() =>
        scope(() => {
          const batch = preferenceBatch(some, { paddingIdx, device: model.device });
          const { ids, targets, inverse, pairs } = batch;
          const [now, before] = [model.forward(ids), reference.forward(ids)];
          const own = answerLogProbabilities(now, targets);
          const its = answerLogProbabilities(before, targets);
          const compared = (one: Tensor) => asCompared(one, inverse, loss);
          return [
            ...[own, its, preferenceLoss(compared(own), compared(its), loss)],
            divergence(
              slice(now, 0, 0, pairs),
              slice(before, 0, 0, pairs),
              slice(targets, 0, 0, pairs),
            ),
          ];
        }),
      ),
    );
    const [own, its, [mean], [kl]] = (await Promise.all(results.map((one) => one.data()))) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    for (const one of results) one.dispose();
    const answer = (row: number, { ids, from }: { ids: readonly number[]; from: number }) => ({
      ...{ policy: own[row]!, reference: its[row]!, tokens: ids.length - from },
    });
    for (const [i, { chosen, rejected }] of some.entries())
      scored.push({ chosen: answer(i, chosen), rejected: answer(some.length + i, rejected) });
    nats += mean! * some.length;
    drift += kl!;
    for (const { chosen } of scored.slice(start)) tokens += chosen.tokens;
    onProgress?.(start + some.length, preferences.length);
    await yielder.turn();
  }
  return { loss: nats / preferences.length, drift: drift / tokens, scored };
}

/** sum over answers' tokens of sum over the vocabulary of p (ln p - ln q): logits [rows, tokens, vocab] each. */
export function divergence(p: Tensor, q: Tensor, targets: Tensor): Tensor {
  const each = sum(
    klDiv(q, logSoftmax(p), { inputIsLogits: true, logTarget: true, reduction: "none" }),
    [-1],
  );
  return sum(mul(each, toFloat(ge(targets, 0))));
}
