import { sizeOf } from "@qkv/core-wasm/contract";
import { noGrad, wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import { filled } from "../op-definition/constant.ts";
import { reducedDims } from "../op-definition/normal-dims.ts";
import { describeValue } from "../options/describe-value.ts";
import { expectFloat32 } from "../tensor/expect-float32.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Dims } from "../tensor/tensor-operations.ts";
import { abs } from "./abs.ts";
import { eq, ne } from "./compare.ts";
import { div } from "./div.ts";
import { max } from "./max.ts";
import { min } from "./min.ts";
import { mul } from "./mul.ts";
import { pow } from "./pow.ts";
import { reshape } from "./reshape.ts";
import { sqrt } from "./sqrt.ts";
import { square } from "./square.ts";
import { sum } from "./sum.ts";
import { toFloat } from "./to-float.ts";
import { where } from "./where.ts";

/**
 * (sum |x|^p)^(1 / p) over `dims`, an axis or several (all of them unless given), of the elements as one vector: for p = 2,
 * or "fro", their length, for p = 1 the sum of the magnitudes, for Infinity the largest, for -Infinity the smallest, for 0
 * how many are not 0. As in PyTorch (`torch.norm`) a norm of 0 has no gradient; equals share that of a largest.
 *
 * @throws TypeError for a p that is neither a number nor "fro"; RangeError for no elements, where the norm is an
 * extreme
 */
export function norm(x: Tensor, p: number | "fro" = 2, dims?: Dims, keepDims = false): Tensor {
  expectTensor("norm", "x", x);
  const order = p === "fro" ? 2 : p;
  if (typeof order !== "number" || Number.isNaN(order))
    throw new TypeError(`norm: p is ${describeValue(p)}, expected a number or "fro"`);
  expectFloat32("norm", "x", x);
  const normal = reducedDims("norm", x.shape, dims);
  if (Math.abs(order) === Infinity && sizeOf(normal.map((dim) => x.shape[dim]!)) === 0)
    throw new RangeError(`norm: x is [${x.shape}], expected elements, for p is ${order}`);
  return scope(() => {
    if (order === 1) return sum(abs(x), normal, keepDims);
    const y = noGrad(() => normOf(x, order, normal, keepDims));
    if (wantsGrad(x)) {
      const kept = x.shape.map((size, i) => (normal.includes(i) ? 1 : size));
      const saved = { x: x.retain(), y: y.retain() };
      record("norm", { p: order }, { x }, y, saved, ({ gradient, saved: { x, y } }) => ({
        x: (Number.isFinite(order) ? ofPowers : ofExtreme)({
          ...{ x: x!, y: reshape(y!, kept), dy: reshape(gradient, kept) },
          ...{ order, dims: normal },
        }),
      }));
    }
    return y;
  });
}

function normOf(x: Tensor, p: number, dims: readonly number[], keepDims: boolean): Tensor {
  if (p === 0) return sum(toFloat(ne(x, 0)), dims, keepDims);
  if (p === Infinity) return max(abs(x), dims, keepDims);
  // Of one element each, exactly: its power may be beyond float32.
  if (p === -Infinity || dims.every((dim) => x.shape[dim] === 1))
    return min(abs(x), dims, keepDims);
  if (p === 2) return sqrt(sum(square(x), dims, keepDims));
  return pow(sum(pow(abs(x), p), dims, keepDims), 1 / p);
}

/** What a gradient is made of: y and dy with axes of size 1 in the place of the reduced ones. */
interface Parts {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly dy: Tensor;
  readonly order: number;
  readonly dims: readonly number[];
}

/** dx = dy sign(x) (|x| / y)^(p - 1), where y, or for p < 1 x, is not 0, else 0. */
function ofPowers({ x, y, dy, order: p }: Parts): Tensor {
  if (p === 0) return filled(x.device, x.shape, 0);
  const ratio = div(x, y);
  const slope = p === 2 ? ratio : launch("absBackward", { dy: pow(abs(ratio), p - 1), x }, {}).dx;
  return where(eq(p < 1 ? x : y, 0), 0, mul(slope, dy));
}

/** dx = dy sign(x) / n at the n elements whose magnitude is y, else 0: nowhere if y is NaN, as in PyTorch. */
function ofExtreme({ x, y, dy, dims }: Parts): Tensor {
  const reached = eq(abs(x), y);
  const share = div(dy, sum(toFloat(reached), dims, true));
  return launch("absBackward", { dy: where(reached, share, 0), x }, {}).dx;
}
