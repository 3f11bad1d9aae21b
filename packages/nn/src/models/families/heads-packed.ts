import type { HostTensor } from "../../weights/host-tensor.ts";
import type { Model } from "../roles.ts";
import type { Rearrangement } from "./family.ts";

/**
 * Packed projections whose rows files keep head by head, [heads, 3, headSize], where the model has all queries, all keys,
 * all values: [3, heads, headSize].
 */
export const headsPacked = (names: RegExp): Rearrangement => ({
  names,
  toModel: (tensor, model) => rows(tensor, headsOf(model), 3),
  toFile: (tensor, model) => rows(tensor, 3, headsOf(model)),
});

/** Rows [outer, inner, size, ...] as [inner, outer, size, ...]. */
function rows({ dtype, shape, values }: HostTensor, outer: number, inner: number): HostTensor {
  const size = values.length / (outer * inner);
  const made = values.slice();
  for (let i = 0; i < outer; i++)
    for (let j = 0; j < inner; j++) {
      const from = (i * inner + j) * size;
      made.set(values.subarray(from, from + size), (j * outer + i) * size);
    }
  return { dtype, shape, values: made };
}

function headsOf(model: Model): number {
  if ("options" in model) {
    const { attention } = model.options as { readonly attention: { readonly heads: number } };
    return attention.heads;
  }
  throw new TypeError(`${model.modelType}: the model has no packed heads`);
}
