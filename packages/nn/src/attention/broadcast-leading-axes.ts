import type { Shape } from "@qkv/core-wasm/contract";
import { expand } from "../ops/expand.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * q, k and v [..., tokens, width] with the same leading axes, those of 1 repeated; copies only what
 * repeats. With grouped heads the axis before the tokens is left to each. Axes that disagree stay as
 * they are, for the caller to refuse.
 */
export function broadcastLeadingAxes(
  operands: readonly [Tensor, Tensor, Tensor],
  groupedHeads: boolean,
): readonly Tensor[] {
  const rank = Math.max(...operands.map(({ shape }) => shape.length));
  const aligned = operands.map(({ shape }) => [
    ...Array<number>(rank - shape.length).fill(1),
    ...shape,
  ]);
  const common = Array.from({ length: Math.max(0, rank - 2) }, (_, axis) =>
    Math.max(...aligned.map((shape) => shape[axis]!)),
  );
  return operands.map((operand, i) => {
    const own = aligned[i]!;
    const wanted: Shape = own.map((size, axis) => {
      const repeats = size === 1 && axis < rank - 2 && !(groupedHeads && axis === rank - 3);
      return repeats ? common[axis]! : size;
    });
    return wanted.join() === operand.shape.join() ? operand : expand(operand, wanted);
  });
}
