import { expectShape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { type Reduction, reduceLoss } from "../op-definition/reduce-loss.ts";
import { add } from "../ops/add.ts";
import { clamp } from "../ops/clamp.ts";
import { eq } from "../ops/compare.ts";
import { sub } from "../ops/sub.ts";
import { where } from "../ops/where.ts";
import { completeOptions } from "../options/complete-options.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Loss } from "./loss.ts";

export interface HingeEmbeddingLossOptions {
  readonly margin?: number;
  readonly reduction?: Reduction;
}

/**
 * x where target is 1, max(0, margin - x) where it is -1, averaged; x is a distance. PyTorch's
 * `F.hinge_embedding_loss`, which adds both for any other target.
 */
export function hingeEmbeddingLoss(
  x: Tensor,
  target: Tensor,
  options: HingeEmbeddingLossOptions = {},
): Tensor {
  const { margin, reduction } = completeOptions<HingeEmbeddingLossOptions>(
    "hingeEmbeddingLoss",
    options,
    { margin: 1, reduction: "mean" },
  );
  expectShape("hingeEmbeddingLoss", "target", target.shape, x.shape);
  return scope(() => {
    const short = clamp(sub(filled(x.device, [], margin), x), { min: 0 });
    const losses = add(where(eq(target, -1), 0, x), where(eq(target, 1), 0, short));
    return reduceLoss("hingeEmbeddingLoss", losses, reduction);
  });
}

/** `hingeEmbeddingLoss` as a module; PyTorch's `nn.HingeEmbeddingLoss`. */
export class HingeEmbeddingLoss extends Loss<HingeEmbeddingLossOptions> {
  constructor(options: HingeEmbeddingLossOptions = {}) {
    super(options);
  }

  forward(x: Tensor, target: Tensor): Tensor {
    return hingeEmbeddingLoss(x, target, this.options);
  }
}
