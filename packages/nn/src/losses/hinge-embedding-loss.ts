import { expectShape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { add } from "../ops/add.ts";
import { clamp } from "../ops/clamp.ts";
import { eq } from "../ops/compare.ts";
import { sub } from "../ops/sub.ts";
import { where } from "../ops/where.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";

const hingeEmbeddingLossOptions = defineOptions("hingeEmbeddingLoss", {
  margin: number({ default: 1 }),
  reduction: reductionField,
});

/** How far unlike pairs are to be apart, and how the losses become one: PyTorch's `F.hinge_embedding_loss`. */
export type HingeEmbeddingLossOptions = Given<typeof hingeEmbeddingLossOptions>;

/**
 * x where target is 1, max(0, margin - x) where it is -1, averaged; x is a distance. PyTorch's
 * `F.hinge_embedding_loss`, which adds both for any other target.
 */
export function hingeEmbeddingLoss(
  x: Tensor,
  target: Tensor,
  options: HingeEmbeddingLossOptions = {},
): Tensor {
  expectTensor("hingeEmbeddingLoss", "x", x);
  expectTensor("hingeEmbeddingLoss", "target", target);
  const { margin, reduction } = hingeEmbeddingLossOptions.complete(options);
  expectShape("hingeEmbeddingLoss", "target", target.shape, x.shape);
  return scope(() => {
    const short = clamp(sub(filled(x.device, [], margin), x), { min: 0 });
    const losses = add(where(eq(target, -1), 0, x), where(eq(target, 1), 0, short));
    return reduceLoss(losses, reduction);
  });
}

/** `hingeEmbeddingLoss` as a module; PyTorch's `nn.HingeEmbeddingLoss`. */
export class HingeEmbeddingLoss extends lossModule(hingeEmbeddingLossOptions, hingeEmbeddingLoss) {}
