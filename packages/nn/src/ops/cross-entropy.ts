import { expectShape, formatShape, lastAxis, sameShape, sizeOf } from "@qkv/core-wasm/contract";
import { wantsGrad } from "../autograd/grad-mode.ts";
import { sayLossAveragedOver } from "../op-definition/averaged-over.ts";
import { expectClassIds } from "../op-definition/class-target.ts";
import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { moveAxisLast } from "../op-definition/move-axis-last.ts";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { instance, integer, number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { add } from "./add.ts";
import { countTargets } from "./count-targets.ts";
import { logSoftmax } from "./log-softmax.ts";
import { mul } from "./mul.ts";
import { scale } from "./scale.ts";
import { sum } from "./sum.ts";

/** The forward pass has computed dlogits for dloss = 1; here it is scaled by the dloss that came. */
export const crossEntropyOp = defineOp("crossEntropy", {
  save: (_, { dlogits }) => ({ dlogits: dlogits! }),
  backward: ({ gradient, saved: { dlogits }, shapes, attrs: { reduction } }) => {
    const count = sizeOf(shapes.target);
    const classes = dlogits.shape.at(-1)!;
    const rows = dlogits.alias([count, classes]);
    const dloss = reduction === "none" ? gradient.alias([count, 1]) : gradient;
    return { logits: launch("mul", { a: rows, b: dloss }, {}).c.alias(dlogits.shape) };
  },
});

export const crossEntropyOptions = defineOptions("crossEntropy", {
  /** [classes]: how much the targets of each class count. No gradient flows to it. */
  weight: instance(Tensor, { optional: true }),
  reduction: reductionField,
  /** Targets that count for nothing. */
  ignoreIndex: integer({ default: -100 }),
  labelSmoothing: number({ from: 0, to: 1, default: 0, expected: "0 to 1" }),
  /** The axis of the classes: the last unless given. PyTorch has them on axis 1. */
  classDim: integer({ default: -1 }),
});

/**
 * Weights of classes, the target that counts for nothing, smoothing, and how the losses become one: PyTorch's
 * `F.cross_entropy`.
 */
export type CrossEntropyOptions = Given<typeof crossEntropyOptions>;

/**
 * -weight[target] log softmax(logits)[target], averaged by those weights: logits [..., classes], target
 * int32 [...]; or float32 probabilities of the logits' shape. PyTorch's `F.cross_entropy` with the
 * classes on the last axis, or on `classDim`. In nats.
 *
 * @throws RangeError for an ignoreIndex beside probabilities, which have no index
 */
export function crossEntropy(
  logits: Tensor,
  target: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  expectTensor("crossEntropy", "logits", logits);
  expectTensor("crossEntropy", "target", target);
  const chosen = crossEntropyOptions.complete(options);
  const { weight, reduction, ignoreIndex, labelSmoothing, classDim } = chosen;
  const probabilities = target.dtype === "float32" && sameShape(target.shape, logits.shape);
  if (!probabilities)
    expectClassIds(
      ...(["crossEntropy", logits, target, classDim] as const),
      `; probabilities are float32 ${formatShape(logits.shape)}`,
    );
  if (probabilities && ignoreIndex >= 0)
    throw new RangeError(
      `crossEntropy: ignoreIndex is ${ignoreIndex} with probabilities as the target, expected none: they have no index`,
    );
  return scope(() => {
    const rows = moveAxisLast("crossEntropy", logits, classDim);
    if (probabilities)
      return probabilityCrossEntropy(rows, moveAxisLast("crossEntropy", target, classDim), chosen);
    const gradient = wantsGrad(logits);
    if (gradient && reduction === "mean")
      sayLossAveragedOver(() => countTargets({ target, weight, ignoreIndex }));
    return crossEntropyOp(
      { logits: rows, target, weight },
      { reduction, ignoreIndex, labelSmoothing, gradient },
    ).loss;
  });
}

/** -sum over classes of weight p log softmax(logits), averaged over the rows. */
function probabilityCrossEntropy(
  logits: Tensor,
  target: Tensor,
  { weight, reduction, labelSmoothing }: Complete<typeof crossEntropyOptions>,
): Tensor {
  const classes = lastAxis("crossEntropy", "logits", logits.shape);
  if (weight) expectShape("crossEntropy", "weight", weight.shape, [classes]);
  const spread = filled(logits.device, [], labelSmoothing / classes);
  const smoothed = labelSmoothing > 0 ? add(scale(target, 1 - labelSmoothing), spread) : target;
  const terms = mul(weight ? mul(smoothed, weight) : smoothed, logSoftmax(logits));
  return reduceLoss(scale(sum(terms, [-1]), -1), reduction);
}
