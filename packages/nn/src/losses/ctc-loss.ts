import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { noGrad } from "../autograd/grad-mode.ts";
import { tensor } from "../device/create-tensor.ts";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { add } from "../ops/add.ts";
import { gt } from "../ops/compare.ts";
import { cumsum } from "../ops/cumsum.ts";
import { div } from "../ops/div.ts";
import { gather } from "../ops/gather.ts";
import { maximum } from "../ops/maximum.ts";
import { minimum } from "../ops/minimum.ts";
import { mul } from "../ops/mul.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { toFloat } from "../ops/to-float.ts";
import { where } from "../ops/where.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, integer } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { ctcPaths } from "./ctc-paths.ts";
import { lossModule } from "./loss.ts";

const ctcLossOptions = defineOptions("ctcLoss", {
  /** The class that stands for no letter. */
  blank: integer({ from: 0, default: 0 }),
  /** "mean" divides each loss by its target's length before. */
  reduction: reductionField,
  /** A target that no way through so short an input spells has a loss of 0 instead of Infinity. */
  zeroInfinity: flag({ default: false }),
});

/** The class of the blank, what becomes of infinite losses, and how they become one: PyTorch's `F.ctc_loss`. */
export type CtcLossOptions = Given<typeof ctcLossOptions>;

/**
 * -ln of the probability that letters with blanks between them spell the targets: logProbs [time, batch, classes], logarithms
 * of probabilities (`logSoftmax`); targets int32 [batch, letters], or all behind one another [letters]; lengths int32 [batch].
 * PyTorch's `F.ctc_loss`, with its gradient, which is that of a softmax's logits: Graves et al., ICML 2006. Where the loss is
 * infinite the gradient is 0. Without a batch, logProbs are [time, classes].
 *
 * @throws ShapeError for operands that do not go together; RangeError for a blank that is no class
 */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Tensor,
  targetLengths: Tensor,
  options: CtcLossOptions = {},
): Tensor {
  expectTensor("ctcLoss", "logProbs", logProbs);
  expectTensor("ctcLoss", "targets", targets);
  expectTensor("ctcLoss", "inputLengths", inputLengths);
  expectTensor("ctcLoss", "targetLengths", targetLengths);
  const { blank, reduction, zeroInfinity } = ctcLossOptions.complete(options);
  const { shape } = logProbs;
  const single = shape.length === 2;
  const [time = 0, batch = 0, classes = 0] = single ? [shape[0], 1, shape[1]] : shape;
  if ((!single && shape.length !== 3) || time === 0 || classes === 0)
    throw new ShapeError(
      `ctcLoss: logProbs are ${formatShape(shape)}, expected [time, batch, classes] or [time, classes]`,
    );
  if (blank >= classes)
    throw new RangeError(`ctcLoss: blank is ${blank}, expected below the ${classes} classes`);
  for (const [name, lengths] of [
    ["inputLengths", inputLengths],
    ["targetLengths", targetLengths],
  ] as const)
    if (lengths.dtype !== "int32" || lengths.size !== batch)
      throw new ShapeError(
        `ctcLoss: ${name} are ${lengths.dtype} ${formatShape(lengths.shape)}, expected int32 [${batch}]`,
      );
  return scope(() => {
    const probabilities = logProbs.reshape(time, batch, classes);
    const lengths = {
      inputLengths: inputLengths.reshape(batch),
      targetLengths: targetLengths.reshape(batch),
    };
    const { surprise, slope } = noGrad(() =>
      ctcPaths(probabilities, inRows(targets, lengths.targetLengths, batch), lengths, blank),
    );
    const impossible = gt(surprise, 1e29);
    const value = where(impossible, zeroInfinity ? 0 : Number.POSITIVE_INFINITY, surprise);
    // The slope is known: a product that has it as its gradient, and is nothing.
    const linear = sum(sum(mul(probabilities, slope), 2), 0); // [batch]
    const losses = add(value, sub(linear, linear.detach()));
    const shaped = single ? losses.reshape([]) : losses;
    if (reduction !== "mean") return reduceLoss(shaped, reduction);
    return reduceLoss(div(losses, maximum(toFloat(lengths.targetLengths), 1)), "mean");
  });
}

/** Targets of a batch in rows of their own: int32 [letters of all] -> [batch, letters]. */
function inRows(targets: Tensor, lengths: Tensor, batch: number): Tensor {
  const { shape, dtype, size, device } = targets;
  if (dtype === "int32" && shape.length === 2 && shape[0] === batch) return targets;
  if (dtype !== "int32" || shape.length !== 1)
    throw new ShapeError(
      `ctcLoss: targets are ${dtype} ${formatShape(shape)}, expected int32 [${batch}, letters], or [letters] of all`,
    );
  if (batch === 1) return targets.reshape(1, size);
  const first = sub(cumsum(lengths, 0), lengths).reshape(batch, 1);
  const place = tensor(
    Int32Array.from({ length: size }, (_, i) => i),
    { shape: [1, size], device },
  );
  const index = minimum(add(first, place), Math.max(0, size - 1)); // [batch, letters of all]
  return gather(targets, 0, index.reshape(batch * size)).reshape(batch, size);
}

/** `ctcLoss` as a module; PyTorch's `nn.CTCLoss`. */
export class CTCLoss extends lossModule(ctcLossOptions, ctcLoss) {}
