import { expectShape, formatShape, ShapeError, sameShape } from "@qkv/core-wasm/contract";
import { noGrad } from "../autograd/grad-mode.ts";
import { filled } from "../op-definition/constant.ts";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { add } from "../ops/add.ts";
import { clamp } from "../ops/clamp.ts";
import { div } from "../ops/div.ts";
import { inRange } from "../ops/in-range.ts";
import { log } from "../ops/log.ts";
import { scale } from "../ops/scale.ts";
import { square } from "../ops/square.ts";
import { sub } from "../ops/sub.ts";
import { unsqueeze } from "../ops/unsqueeze.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";

const gaussianNllLossOptions = defineOptions("gaussianNllLoss", {
  /** Add ln(2 pi) / 2. */
  full: flag({ default: false }),
  /** The least variance; the gradient passes it by. */
  eps: number({ default: 1e-6 }),
  reduction: reductionField,
});

/** Whether the constant counts, the least variance, and how the losses become one: PyTorch's `F.gaussian_nll_loss`. */
export type GaussianNllLossOptions = Given<typeof gaussianNllLossOptions>;

/** The variance with an axis for each of x's; at most one of them has size 1 where x has not: one for all along it. */
function fitVariance(variance: Tensor | number, x: Tensor): Tensor {
  if (typeof variance === "number") return filled(x.device, [], variance);
  expectTensor("gaussianNllLoss", "variance", variance);
  if (sameShape(variance.shape, x.shape)) return variance;
  if (sameShape(variance.shape, x.shape.slice(0, -1))) return unsqueeze(variance, -1);
  const differing = variance.shape.filter((size, i) => size !== x.shape[i]);
  const spread = differing.length === 1 && differing[0] === 1;
  if (variance.shape.length === x.shape.length && spread) return variance;
  throw new ShapeError(
    `gaussianNllLoss: variance is ${formatShape(variance.shape)}, expected ${formatShape(x.shape)}, that with one axis of size 1 or without the last, or a number`,
  );
}

/**
 * (ln variance + (x - target)^2 / variance) / 2, averaged, the variance being at least eps. PyTorch's
 * `F.gaussian_nll_loss`; Nix and Weigend 1994.
 *
 * @throws RangeError for a negative variance; on WebGPU when something is read
 */
export function gaussianNllLoss(
  x: Tensor,
  target: Tensor,
  variance: Tensor | number,
  options: GaussianNllLossOptions = {},
): Tensor {
  expectTensor("gaussianNllLoss", "x", x);
  expectTensor("gaussianNllLoss", "target", target);
  const { full, eps, reduction } = gaussianNllLossOptions.complete(options);
  expectShape("gaussianNllLoss", "target", target.shape, x.shape);
  return scope(() => {
    const given = inRange("gaussianNllLoss: variance", fitVariance(variance, x), {
      ...{ from: 0, nan: true },
    });
    // What eps adds is a constant to the gradient.
    const raise = noGrad(() => sub(clamp(given, { min: eps }), given));
    const spread = add(given, raise);
    const doubled = add(log(spread), div(square(sub(x, target)), spread));
    const losses = scale(doubled, 0.5);
    const rest = filled(x.device, [], 0.5 * Math.log(2 * Math.PI));
    return reduceLoss(full ? add(losses, rest) : losses, reduction);
  });
}

/** `gaussianNllLoss` as a module; PyTorch's `nn.GaussianNLLLoss`. */
export class GaussianNLLLoss extends lossModule(gaussianNllLossOptions, gaussianNllLoss) {}
