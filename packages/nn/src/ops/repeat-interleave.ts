import { constant } from "../op-definition/constant.ts";
import { normalDim } from "../op-definition/normal-dim.ts";
import { expectList } from "../options/expect-argument.ts";
import { expectElements } from "../options/expect-count.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expand } from "./expand.ts";
import { flatten } from "./flatten.ts";
import { indexSelect } from "./index-select.ts";
import { unsqueeze } from "./unsqueeze.ts";

/**
 * Each slice of axis `dim` `repeats` times in a row, or as often as `repeats` says for it; without
 * `dim`, each element of x, flattened. PyTorch's `repeat_interleave`.
 *
 * @throws RangeError for repeats that are no counts, or not as many as the axis is long
 */
export function repeatInterleave(
  x: Tensor,
  repeats: number | readonly number[],
  dim?: number,
): Tensor {
  expectTensor("repeatInterleave", "x", x);
  if (typeof repeats !== "number") expectList("repeatInterleave", "repeats", repeats);
  return scope(() => {
    if (dim === undefined) return repeatInterleave(flatten(x), repeats, 0);
    const axis = normalDim("repeatInterleave", dim, x.shape);
    const counts = typeof repeats === "number" ? [repeats] : repeats;
    if (counts.some((count) => !Number.isInteger(count) || count < 0))
      throw new RangeError(`repeatInterleave: repeats is ${repeats}, expected counts`);
    if (typeof repeats !== "number") return repeatEach(x, repeats, axis);
    const repeated = x.shape.toSpliced(axis + 1, 0, repeats);
    return flatten(expand(unsqueeze(x, axis + 1), repeated), axis, axis + 1);
  });
}

function repeatEach(x: Tensor, repeats: readonly number[], axis: number): Tensor {
  if (repeats.length !== x.shape[axis])
    throw new RangeError(
      `repeatInterleave: repeats has ${repeats.length} counts, expected ${x.shape[axis]}, the size of axis ${axis}`,
    );
  expectElements(
    "repeatInterleave",
    repeats.reduce((sum, count) => sum + count, 0),
  );
  const index = repeats.flatMap((count, i) => new Array<number>(count).fill(i));
  return indexSelect(x, axis, constant(x.device, [index.length], index, "int32"));
}
