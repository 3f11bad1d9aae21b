import { formatShape, ShapeError, sameShape } from "@qkv/core-wasm/contract";
import type { Tensor } from "../tensor/tensor.ts";
import { normalDim } from "./normal-dim.ts";

/**
 * Throw unless the target is class ids for these logits, int32 and of their shape without the classes. Says what the target
 * would be right for, and what else the op takes.
 */
export function expectClassIds(
  op: string,
  logits: Tensor,
  target: Tensor,
  classDim: number,
  otherwise = "",
): void {
  if (logits.shape.length === 0) return; // what a scalar lacks is said elsewhere
  const axis = normalDim(op, classDim, logits.shape, "classDim");
  const without = (dropped: number) => logits.shape.filter((_, i) => i !== dropped);
  const came = `${op}: target is ${target.dtype} ${formatShape(target.shape)}`;
  const expected = `expected int32 class ids ${formatShape(without(axis))} for logits ${formatShape(logits.shape)}`;
  if (target.dtype !== "int32")
    throw new TypeError(
      `${came}, ${expected}, as tensor([0, 1], { dtype: "int32" }) is and target.int() gives${otherwise}`,
    );
  if (sameShape(target.shape, without(axis))) return;
  const other = logits.shape.findIndex((_, i) => sameShape(target.shape, without(i)));
  const hint =
    other >= 0
      ? `; classes on axis ${other} are told by classDim: ${other}`
      : `, with the classes on axis ${axis} (classDim)`;
  throw new ShapeError(`${came}, ${expected}${hint}${otherwise}`);
}
