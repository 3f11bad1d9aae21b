import { ShapeError } from "@qkv/core-wasm/contract";
import { tensor } from "../../device/create-tensor.ts";
import { cat } from "../../ops/cat.ts";
import { crossEntropy } from "../../ops/cross-entropy.ts";
import { slice } from "../../ops/slice.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** The token behind each: logits [batch, tokens, vocab], int32 labels [batch, tokens], those of the tokens themselves. */
export function nextTokenLoss(logits: Tensor, labels: Tensor): Tensor {
  const [batch, tokens] = labels.shape as [number, number];
  if (labels.dtype !== "int32" || labels.shape.join() !== logits.shape.slice(0, 2).join())
    throw new ShapeError(
      `labels are ${labels.dtype} [${labels.shape.join(", ")}], expected int32 [${logits.shape.slice(0, 2).join(", ")}]`,
    );
  return scope(() => {
    const nothing = tensor(new Int32Array(batch).fill(-100), {
      ...{ shape: [batch, 1], device: labels.device },
    });
    const next = tokens === 1 ? nothing : cat([slice(labels, 1, 1), nothing], 1);
    return crossEntropy(logits, next);
  });
}
