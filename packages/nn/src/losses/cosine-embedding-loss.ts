import { expectShape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
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
import { defineOptions, type Given } from "../options/define-options.ts";
import { number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";

const cosineEmbeddingLossOptions = defineOptions("cosineEmbeddingLoss", {
  /** Cosines up to this cost nothing where the target is -1. */
  margin: number({ default: 0 }),
  reduction: reductionField,
});

/** The cosine that unlike pairs may have, and how the losses become one: PyTorch's `F.cosine_embedding_loss`. */
export type CosineEmbeddingLossOptions = Given<typeof cosineEmbeddingLossOptions>;

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
  expectTensor("cosineEmbeddingLoss", "x1", x1);
  expectTensor("cosineEmbeddingLoss", "x2", x2);
  expectTensor("cosineEmbeddingLoss", "target", target);
  const name = "cosineEmbeddingLoss";
  const { margin, reduction } = cosineEmbeddingLossOptions.complete(options);
  expectShape(name, "x2", x2.shape, x1.shape);
  expectShape(name, "target", target.shape, x1.shape.slice(0, -1));
  return scope(() => {
    const scalar = (value: number) => filled(x1.device, [], value);
    const length = (x: Tensor) => add(sum(square(x), [-1]), scalar(EPS)); // squared
    const cosine = div(sum(mul(x1, x2), [-1]), sqrt(mul(length(x1), length(x2))));
    const apart = clamp(sub(cosine, scalar(margin)), { min: 0 });
    const losses = where(eq(target, 1), sub(scalar(1), cosine), where(eq(target, -1), apart, 0));
    return reduceLoss(losses, reduction);
  });
}

/** `cosineEmbeddingLoss` as a module; PyTorch's `nn.CosineEmbeddingLoss`. */
export class CosineEmbeddingLoss extends lossModule(
  cosineEmbeddingLossOptions,
  cosineEmbeddingLoss,
) {}
