import { expectShape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { type Reduction, reduceLoss } from "../op-definition/reduce-loss.ts";
import { add } from "../ops/add.ts";
import { clamp } from "../ops/clamp.ts";
import { eq } from "../ops/compare.ts";
import { div } from "../ops/div.ts";
import { mul } from "../ops/mul.ts";
import { sqrt } from "../ops/sqrt.ts";
import { square } from "../ops/square.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { where } from "../ops/where.ts";
import { completeOptions } from "../options/complete-options.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Loss } from "./loss.ts";

export interface CosineEmbeddingLossOptions {
  /** Cosines up to this cost nothing where the target is -1. */
  readonly margin?: number;
  readonly reduction?: Reduction;
}

/** Keeps the cosine of a zero vector finite, as in PyTorch. */
const EPS = 1e-12;

/**
 * 1 - cos(x1, x2) where target is 1, max(0, cos(x1, x2) - margin) where it is -1, averaged: x1 and x2
 * [..., features], target [...]. PyTorch's `F.cosine_embedding_loss`.
 */
export function cosineEmbeddingLoss(
  x1: Tensor,
  x2: Tensor,
  target: Tensor,
  options: CosineEmbeddingLossOptions = {},
): Tensor {
  const name = "cosineEmbeddingLoss";
  const { margin, reduction } = completeOptions<CosineEmbeddingLossOptions>(name, options, {
    margin: 0,
    reduction: "mean",
  });
  expectShape(name, "x2", x2.shape, x1.shape);
  expectShape(name, "target", target.shape, x1.shape.slice(0, -1));
  return scope(() => {
    const number = (value: number) => filled(x1.device, [], value);
    const length = (x: Tensor) => add(sum(square(x), [-1]), number(EPS)); // squared
    const cosine = div(sum(mul(x1, x2), [-1]), sqrt(mul(length(x1), length(x2))));
    const apart = clamp(sub(cosine, number(margin)), { min: 0 });
    const losses = where(eq(target, 1), sub(number(1), cosine), where(eq(target, -1), apart, 0));
    return reduceLoss(name, losses, reduction);
  });
}

/** `cosineEmbeddingLoss` as a module; PyTorch's `nn.CosineEmbeddingLoss`. */
export class CosineEmbeddingLoss extends Loss<CosineEmbeddingLossOptions> {
  constructor(options: CosineEmbeddingLossOptions = {}) {
    super(options);
  }

  forward(x1: Tensor, x2: Tensor, target: Tensor): Tensor {
    return cosineEmbeddingLoss(x1, x2, target, this.options);
  }
}
