import { add } from "../../ops/add.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import { mul } from "../../ops/mul.ts";
import { reshape } from "../../ops/reshape.ts";
import { scale } from "../../ops/scale.ts";
import { select } from "../../ops/select.ts";
import { slice } from "../../ops/slice.ts";
import { softplus } from "../../ops/softplus.ts";
import { square } from "../../ops/square.ts";
import { sub } from "../../ops/sub.ts";
import { mean, sum } from "../../ops/sum.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export const preferenceLosses = ["sigmoid", "ipo"] as const;

export interface PreferenceLossOptions {
  /** How much a departure from the reference costs. */
  readonly beta: number;
  /** How many of the preferences are taken to be the wrong way round, of "sigmoid". */
  readonly labelSmoothing: number;
  readonly variant: (typeof preferenceLosses)[number];
}

/** ln p of each row's targets, -100 left out: logits [rows, tokens, vocab], int32 targets [rows, tokens] -> [rows]. */
export const answerLogProbabilities = (logits: Tensor, targets: Tensor): Tensor =>
  scope(() => scale(sum(crossEntropy(logits, targets, { reduction: "none" }), [-1]), -1));

/** ln p of the chosen answers above the rejected ones, in the policy more than in the reference: [2 pairs] each -> [pairs]. */
const preferenceMargins = (policy: Tensor, reference: Tensor): Tensor =>
  scope(() => {
    const ratios = reshape(sub(policy, reference), 2, policy.size / 2); // the chosen, then the rejected
    return sub(select(ratios, 0, 0), select(ratios, 0, 1));
  });

/**
 * -ln sigmoid(beta margin), averaged over pairs: Rafailov et al., "Direct preference optimization", arXiv:2305.18290; with
 * label smoothing Mitchell's conservative form. Of "ipo" (margin - 1 / (2 beta))^2 with ln p a token: Azar et al., "A general
 * theoretical paradigm to understand learning from human preferences", arXiv:2310.12036. `policy` and `reference` are
 * [2 pairs], ln p of the chosen answers, then of the rejected ones; no gradient reaches the reference, which has none.
 * As TRL's DPOTrainer, `loss_type` "sigmoid" and "ipo".
 */
export function preferenceLoss(
  policy: Tensor,
  reference: Tensor,
  { beta, labelSmoothing, variant }: PreferenceLossOptions,
): Tensor {
  return scope(() => {
    const margins = preferenceMargins(policy, reference);
    if (variant === "ipo") return mean(square(sub(margins, 1 / (2 * beta))));
    const right = softplus(scale(margins, -beta)); // -ln sigmoid(beta margin)
    if (labelSmoothing === 0) return mean(right);
    const wrong = softplus(scale(margins, beta));
    return mean(add(scale(right, 1 - labelSmoothing), scale(wrong, labelSmoothing)));
  });
}

/**
 * What chosen answers lose by not being likely, averaged over their tokens, as instruction tuning takes it: [2 pairs] of ln p
 * -> []. Beside the preferences it keeps a model from making both answers unlikely and a third one likely: Pang et al.,
 * arXiv:2404.19733, and TRL's `rpo_alpha`.
 */
export const chosenLoss = (
  policy: Tensor,
  { pairs, chosenTokens }: { readonly pairs: number; readonly chosenTokens: number },
): Tensor => scope(() => scale(sum(slice(policy, 0, 0, pairs)), -1 / chosenTokens));

/** ln p of answers as the variant takes them: of whole ones, or a token; `inverse` are [rows], 1 over the tokens of each. */
export const asCompared = (
  logProbabilities: Tensor,
  inverse: Tensor,
  { variant }: Pick<PreferenceLossOptions, "variant">,
): Tensor => (variant === "ipo" ? mul(logProbabilities, inverse) : logProbabilities);
