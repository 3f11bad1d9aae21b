import { bceWithLogits } from "../../losses/bce-with-logits.ts";
import { mseLoss } from "../../losses/mse-loss.ts";
import type { Module } from "../../module/module.ts";
import { add } from "../../ops/add.ts";
import { gt, lt } from "../../ops/compare.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import { reshape } from "../../ops/reshape.ts";
import { scale } from "../../ops/scale.ts";
import { toFloat } from "../../ops/to-float.ts";
import { where } from "../../ops/where.ts";
import { OptionError } from "../../options/option-error.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** What Hugging Face's `problem_type` says that the scores of a sequence are for. */
const problems = [
  ...(["regression", "single_label_classification", "multi_label_classification"] as const),
];
/** What the scores of a sequence are for, as `problem_type` in a config.json says it; the loss follows from it. */
export type Problem = (typeof problems)[number];

/**
 * `problem_type` of a config.json; undefined where it leaves that to the labels.
 *
 * @throws OptionError for one that there is not
 */
function problemOf(config: object): Problem | undefined {
  const { problem_type: given } = config as { readonly problem_type?: unknown };
  if (given === undefined || given === null) return undefined;
  const problem = problems.find((one) => one === given);
  if (problem) return problem;
  throw new OptionError(
    `config.json: problem_type is ${JSON.stringify(given)}, expected ${problems.join(", ")} or null`,
  );
}

/** What the config.json of a model says that its scores are for. */
const stated = new WeakMap<Module, Problem>();

/** Note what a model's config.json says of its scores. */
export function stateProblem(model: Module, config: object): void {
  const problem = problemOf(config);
  if (problem) stated.set(model, problem);
}

export const statedProblem = (model: Module): Problem | undefined => stated.get(model);

/** The class of each row: logits [..., classes], int32 labels of as many rows; -100 counts for nothing. */
export const classLoss = (logits: Tensor, labels: Tensor): Tensor =>
  scope(() =>
    crossEntropy(reshape(logits, [-1, logits.shape.at(-1)!]), reshape(labels, [labels.size])),
  );

/** Scores of a sequence, [batch, classes], for what `problem` says, or else the number of classes and the labels' type. */
export function sequenceLoss(logits: Tensor, labels: Tensor, problem?: Problem): Tensor {
  const [, classes] = logits.shape;
  const float = labels.dtype === "float32";
  const several = float ? "multi_label_classification" : "single_label_classification";
  const kind = problem ?? (classes === 1 ? "regression" : several);
  if (kind === "single_label_classification") return classLoss(logits, labels);
  return scope(() => {
    const targets = float ? labels : toFloat(labels);
    if (kind === "multi_label_classification") return bceWithLogits(logits, targets);
    const fitting = targets.size === logits.size ? reshape(targets, logits.shape) : targets;
    return mseLoss(logits, fitting);
  });
}

/**
 * Where an answer begins and ends: logits [batch, tokens] each, int32 positions [batch]. A position beyond the tokens counts
 * for nothing.
 */
export function answerLoss(
  [startLogits, endLogits]: readonly [Tensor, Tensor],
  [starts, ends]: readonly [Tensor, Tensor],
): Tensor {
  return scope(() => {
    const tokens = startLogits.shape[1]!;
    const of = (logits: Tensor, positions: Tensor): Tensor => {
      const rows = reshape(positions, [positions.size]);
      const bounded = where(lt(rows, 0), 0, where(gt(rows, tokens), tokens, rows));
      return crossEntropy(logits, bounded, { ignoreIndex: tokens });
    };
    return scale(add(of(startLogits, starts), of(endLogits, ends)), 0.5);
  });
}
