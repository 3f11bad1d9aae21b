import { broadcastStrides } from "../contract/broadcast.ts";
import type { Shape } from "../contract/index.ts";
import { mergeAxes, type StridedAxis } from "./axis-table.ts";

/** The axes of `shape` with the steps of operands that broadcast to it; at least one. */
export function broadcastAxes(shape: Shape, operands: readonly Shape[]): readonly StridedAxis[] {
  const strides = operands.map((operand) => broadcastStrides(operand, shape));
  const axes = mergeAxes(shape.map((size, i) => ({ size, strides: strides.map((s) => s[i]!) })));
  return axes.length > 0 ? axes : [{ size: 1, strides: operands.map(() => 0) }];
}
