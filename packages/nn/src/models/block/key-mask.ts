import { formatShape, type Shape, ShapeError } from "@qkv/core-wasm/contract";
import { additiveMask } from "../../attention/attention-masks.ts";
import { reshape } from "../../ops/reshape.ts";
import { expectTensor } from "../../tensor/expect-tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * Which keys may be attended to, as it is added to the scores: int32 [batch, keys], 1 of tokens and 0 of padding ->
 * float32 [batch, 1, 1, keys]. `who` and `expected` are for messages.
 */
export function keyMask(
  who: string,
  attentionMask: Tensor | undefined,
  expected: Shape,
): Tensor | undefined {
  if (!attentionMask) return undefined;
  expectTensor(who, "attentionMask", attentionMask);
  const { shape } = attentionMask;
  if (shape.length !== 2 || shape.some((size, axis) => size !== expected[axis]))
    throw new ShapeError(
      `${who}: attentionMask is ${formatShape(shape)}, expected ${formatShape(expected)}, [batch, keys]`,
    );
  const [batch, keys] = shape as readonly [number, number];
  return reshape(additiveMask(attentionMask, "may attend", who), [batch, 1, 1, keys]);
}
