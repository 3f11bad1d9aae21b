import { expectShape, formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { noGrad } from "../autograd/grad-mode.ts";
import { filled } from "../op-definition/constant.ts";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { add } from "../ops/add.ts";
import { clamp } from "../ops/clamp.ts";
import { div } from "../ops/div.ts";
import { log } from "../ops/log.ts";
import { reshape } from "../ops/reshape.ts";
import { scale } from "../ops/scale.ts";
import { square } from "../ops/square.ts";
import { sub } from "../ops/sub.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, number } from "../options/fields.ts";
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

export type GaussianNllLossOptions = Given<typeof gaussianNllLossOptions>;

/** The variance with an axis for each of x's: one for all, or one for each row. */
function fitVariance(variance: Tensor, x: Tensor): Tensor {
  const ofRows = [...x.shape.slice(0, -1), 1].join();
  if (variance.shape.join() === x.shape.join() || variance.shape.join() === ofRows) return variance;
  if ([...variance.shape, 1].join() === ofRows) return reshape(variance, [...variance.shape, 1]);
  throw new ShapeError(
    `gaussianNllLoss: variance is ${formatShape(variance.shape)}, expected ${formatShape(x.shape)}, or that with a last axis of 1 or without it`,
  );
}

/**
 * (ln variance + (x - target)^2 / variance) / 2, averaged, the variance being at least eps. PyTorch's
 * `F.gaussian_nll_loss`; Nix and Weigend 1994.
 */
export function gaussianNllLoss(
  x: Tensor,
  target: Tensor,
  variance: Tensor,
  options: GaussianNllLossOptions = {},
): Tensor {
  const { full, eps, reduction } = gaussianNllLossOptions.complete(options);
  expectShape("gaussianNllLoss", "target", target.shape, x.shape);
  return scope(() => {
    const given = fitVariance(variance, x);
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
