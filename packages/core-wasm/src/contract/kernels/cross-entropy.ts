import { defineKernel, type OracleOf, type Values } from "../kernel.ts";
import { expectShape, lastAxis, sizeOf } from "../shape.ts";

export interface CrossEntropyAttrs {
  /** "mean" divides by the weights of the targets that are not ignored, "none" keeps a loss for each. */
  readonly reduction: "mean" | "sum" | "none";
  /** Targets of this value have no loss and no gradient; PyTorch's default is -100. */
  readonly ignoreIndex: number;
  /** Part of the target's probability that is spread evenly over all classes. */
  readonly labelSmoothing: number;
  /** The logits are log-probabilities already, and taken as they are: torch.nn.functional.nll_loss. */
  readonly logProbabilities?: boolean;
  /** Also write d(sum of loss)/dlogits. */
  readonly gradient: boolean;
}

/** Says which target does not name a class. */
export function targetError(position: number, target: number, classes: number): RangeError {
  return new RangeError(
    `crossEntropy: target[${position}] is ${target}, ` +
      `expected 0 to ${classes - 1} (there are ${classes} classes) or ignoreIndex`,
  );
}

/** ln of the sum of exp(x). */
function logSumExp(x: Values): number {
  let max = -Infinity;
  for (const value of x) max = Math.max(max, value);
  let sum = 0;
  for (const value of x) sum += Math.exp(value - max);
  return max + Math.log(sum);
}

/**
 * loss = -sum over classes of weight p ln softmax(logits), p = (1 - labelSmoothing) at the target plus
 * labelSmoothing / classes everywhere: torch.nn.functional.cross_entropy. logits [..., classes],
 * target [...], weight [classes] or none; loss [], or [...] without reduction. The mean over no target is NaN.
 * RangeError for a target that is neither a class nor ignoreIndex.
 */
export const crossEntropy = defineKernel<CrossEntropyAttrs>()({
  inputs: { logits: {}, target: { dtype: "int32" }, weight: { optional: true, constant: true } },
  outputs: { loss: {}, dlogits: { optional: true } },
  shapes: ({ logits, target, weight }, { reduction, gradient }) => {
    const classes = lastAxis("crossEntropy", "logits", logits);
    expectShape("crossEntropy", "target", target, logits.slice(0, -1));
    if (weight) expectShape("crossEntropy", "weight", weight, [classes]);
    return {
      loss: reduction === "none" ? target : [],
      dlogits: gradient ? logits : undefined,
    };
  },
  flops: ({ logits }) => 8 * sizeOf(logits),
});

export const crossEntropyOracle: OracleOf<typeof crossEntropy> = {
  reference: ({ logits, target, weight }, { loss, dlogits }, shapes, attrs) => {
    const { reduction, ignoreIndex, labelSmoothing: smoothing, logProbabilities = false } = attrs;
    const classes = lastAxis("crossEntropy", "logits", shapes.logits);
    let counted = 0;
    target.forEach((t, row) => {
      if (t === ignoreIndex) return;
      if (t < 0 || t >= classes) throw targetError(row, t, classes);
      counted += weight?.[t] ?? 1;
    });
    const divisor = reduction === "mean" ? counted : 1;
    loss.fill(divisor === 0 ? NaN : 0);
    dlogits?.fill(0);
    target.forEach((t, row) => {
      if (t === ignoreIndex) return;
      const x = logits.subarray(row * classes, (row + 1) * classes);
      const logSum = logProbabilities ? 0 : logSumExp(x);
      let total = 0; // of the weighted p: what softmax(logits) gets of the gradient
      for (let c = 0; c < classes; c++) {
        const part = (c === t ? 1 - smoothing : 0) + smoothing / classes;
        const p = part === 0 ? 0 : part * (weight?.[c] ?? 1); // a weight that no target has does not count
        total += p;
        if (p !== 0) loss[reduction === "none" ? row : 0]! -= (p * (x[c]! - logSum)) / divisor;
        if (dlogits) dlogits[row * classes + c] = -p / divisor;
      }
      if (!dlogits || logProbabilities) return;
      for (let c = 0; c < classes; c++)
        dlogits[row * classes + c]! += (total * Math.exp(x[c]! - logSum)) / divisor;
    });
  },
  samples: [
    ...[1, 3, 5, 7, 9, 17, 33, 63, 64, 65, 257].map((classes) => ({
      shapes: { logits: [5, classes], target: [5] },
      attrs: { reduction: "mean", ignoreIndex: -100, labelSmoothing: 0, gradient: true } as const,
    })),
    ...(["mean", "sum", "none"] as const).map((reduction) => ({
      shapes: { logits: [2, 6, 65], target: [2, 6] },
      attrs: { reduction, ignoreIndex: 3, labelSmoothing: 0.1, gradient: true },
    })),
    ...(["mean", "sum", "none"] as const).map((reduction) => ({
      shapes: { logits: [4, 1], target: [4] },
      attrs: { reduction, ignoreIndex: 0, labelSmoothing: 0, gradient: true },
      note: "every target ignored",
    })),
    {
      shapes: { logits: [65], target: [] },
      attrs: { reduction: "mean", ignoreIndex: -1, labelSmoothing: 0.5, gradient: false },
      note: "one target",
    },
    {
      shapes: { logits: [9, 66], target: [9] },
      attrs: { reduction: "none", ignoreIndex: -100, labelSmoothing: 0, gradient: true },
      scale: 1e4,
    },
    {
      shapes: { logits: [300, 10], target: [300] },
      attrs: { reduction: "mean", ignoreIndex: 4, labelSmoothing: 0.2, gradient: true },
    },
    ...(["mean", "sum", "none"] as const).flatMap((reduction) =>
      [0, 0.3].flatMap((labelSmoothing) => [
        {
          shapes: { logits: [12, 19], target: [12], weight: [19] },
          attrs: { reduction, ignoreIndex: 2, labelSmoothing, gradient: true },
        },
        {
          shapes: { logits: [12, 19], target: [12], weight: [19] },
          attrs: {
            ...{ reduction, ignoreIndex: -100, labelSmoothing, gradient: true },
            logProbabilities: true,
          },
        },
      ]),
    ),
    {
      shapes: { logits: [7, 66], target: [7] },
      attrs: {
        ...{ reduction: "mean", ignoreIndex: -100, labelSmoothing: 0, gradient: true },
        logProbabilities: true,
      },
    },
  ],
  // Targets are sometimes ignored; a masked class (-Infinity) and, in the last of many rows, a NaN.
  prepare: (
    { logits, target, weight },
    shapes,
    { ignoreIndex, labelSmoothing, reduction },
    random,
  ) => {
    const classes = shapes.logits.at(-1)!;
    weight?.forEach((value, c) => {
      weight[c] = Math.abs(value) + 0.1;
    });
    for (let row = 0; row < target.length; row++)
      target[row] = random() < 0.2 ? ignoreIndex : Math.floor(classes * random());
    if (target.length < 9 || classes < 2) return;
    if (labelSmoothing === 0 || reduction === "none")
      logits[classes + ((Math.max(0, target[1]!) + 1) % classes)] = -Infinity;
    if (reduction === "none") logits[logits.length - 1] = NaN;
  },
  tolerance: 2e-6,
};
