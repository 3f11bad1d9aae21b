import { contiguousStrides, sizeOf } from "@qkv/core-wasm/contract";
import { wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import { integersOf } from "../op-definition/integers-of.ts";
import { normalDim } from "../op-definition/normal-dim.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Dims } from "../tensor/tensor-operations.ts";

interface Turn {
  readonly axis: number;
  readonly shift: number;
}

/**
 * x with its elements moved on by `shifts` places along `dims`, one for each axis; what leaves at the end comes in at the
 * beginning. Without `dims` all elements are turned as one row. PyTorch's `roll`. A copy.
 *
 * @throws RangeError for not as many shifts as dims
 */
export function roll(x: Tensor, shifts: number | readonly number[], dims?: Dims): Tensor {
  expectTensor("roll", "x", x);
  const by = integersOf("roll", "shifts", [shifts].flat());
  const along = dims === undefined ? [] : integersOf("roll", "dims", [dims].flat());
  const asRow = along.length === 0;
  if (by.length !== (asRow ? 1 : along.length))
    throw new RangeError(
      `roll: shifts are [${by}] and dims [${along}], expected as many, or one shift and no dims`,
    );
  const shape = asRow ? [x.size] : x.shape;
  const turns = by.map((shift, i) => ({
    axis: asRow ? 0 : normalDim("roll", along[i]!, shape),
    shift,
  }));
  return scope(() => {
    const y = turned(x, shape, turns);
    if (wantsGrad(x)) {
      const back = turns.map(({ axis, shift }) => ({ axis, shift: -shift }));
      record("roll", { shifts: by, dims: along }, { x }, y, {}, ({ gradient }) => ({
        x: turned(gradient, shape, back),
      }));
    }
    return y;
  });
}

/** Axis after axis, one copy each: rows [size, inner] of which the last `shift` become the first. */
function turned(x: Tensor, shape: readonly number[], turns: readonly Turn[]): Tensor {
  const strides = contiguousStrides(shape);
  let from = x;
  for (const { axis, shift } of turns) {
    const size = shape[axis]!;
    const to = Tensor.empty(x.device, x.shape, x.dtype);
    const inner = strides[axis]!;
    const first = size === 0 ? 0 : (((shift % size) + size) % size) * inner;
    const row = size * inner;
    const rows = { batch: 1, count: sizeOf(shape.slice(0, axis)), targetBatch: 0, sourceBatch: 0 };
    for (const [targetOffset, sourceOffset, width] of [
      [first, 0, row - first],
      [0, row - first, first],
    ] as const)
      if (width > 0)
        launch(
          "writeRows",
          { target: to, rows: from },
          { ...rows, width, targetOffset, sourceOffset, targetRow: row, sourceRow: row },
        );
    from = to;
  }
  return from;
}
