import { type Shape, sameShape } from "@qkv/core-wasm/contract";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Sum a gradient over the axes along which an operand of this shape was broadcast. */
export function reduceTo(gradient: Tensor, shape: Shape): Tensor {
  if (sameShape(gradient.shape, shape)) return gradient;
  const lead = gradient.shape.length - shape.length;
  const dims = gradient.shape.flatMap((axis, i) =>
    i < lead || (shape[i - lead] === 1 && axis !== 1) ? [i] : [],
  );
  if (dims.length === 0) return gradient.alias(shape);
  return launch("sum", { x: gradient }, { dims, keepDims: false }).y.alias(shape);
}
