import { contiguousStrides, formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import { integersOf } from "../op-definition/integers-of.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Integers } from "../tensor/tensor-operations.ts";

/**
 * x repeated along its axes of size 1, and along new axes in front, as in broadcasting; -1 keeps a
 * size. PyTorch's `expand`, as a copy. dx = dy, summed where repeated.
 *
 * @throws ShapeError for a shape that x does not broadcast to
 */
export function expand(x: Tensor, ...sizes: Integers): Tensor {
  expectTensor("expand", "x", x);
  const shape = integersOf("expand", "shape", sizes);
  const lead = shape.length - x.shape.length;
  const size = shape.map((n, i) => (n === -1 && i >= lead ? x.shape[i - lead]! : n));
  const fits =
    lead >= 0 &&
    size.every((n) => Number.isInteger(n) && n >= 0) &&
    x.shape.every((n, i) => n === 1 || n === size[i + lead]);
  if (!fits)
    throw new ShapeError(
      `expand: shape is ${formatShape(shape)}, expected one that x, ${formatShape(x.shape)}, broadcasts to`,
    );
  const own = contiguousStrides(x.shape);
  const stride = size.map((_, i) => (i < lead || x.shape[i - lead] === 1 ? 0 : own[i - lead]!));
  const { y } = launch("asStrided", { x }, { size, stride, offset: 0 });
  if (wantsGrad(x)) {
    const from = x.shape;
    record("expand", { shape }, { x }, y, {}, ({ gradient }) => ({ x: reduceTo(gradient, from) }));
  }
  return y;
}
