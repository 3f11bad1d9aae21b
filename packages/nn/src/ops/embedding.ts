import { defineOp } from "../op-definition/define-op.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { integer } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dweight: the rows of dy, added up by id. */
export const embeddingOp = defineOp("embedding", {
  save: ({ ids }) => ({ ids }),
  backward: ({ gradient, saved: { ids }, attrs, shapes: { weight } }) => ({
    weight: launch("embeddingBackward", { dy: gradient, ids }, { ...attrs, rows: weight[0]! })
      .dweight,
  }),
});

const embeddingOptions = defineOptions("embedding", {
  /** A row whose gradient is zero; negative ones count from the end. */
  paddingIdx: integer({ optional: true }),
});

/** Options of the function `embedding`. */
export type EmbeddingOpOptions = Given<typeof embeddingOptions>;

/**
 * Row ids[i] of weight [rows, width] for each id: int32 [...] -> [..., width]. PyTorch's
 * `F.embedding` with the weight first.
 */
export function embedding(weight: Tensor, ids: Tensor, options: EmbeddingOpOptions = {}): Tensor {
  expectTensor("embedding", "weight", weight);
  expectTensor("embedding", "ids", ids);
  const { paddingIdx } = embeddingOptions.complete(options);
  if (paddingIdx === undefined) return embeddingOp({ weight, ids }, {}).y;
  return embeddingOp(
    { weight, ids },
    { paddingIdx: normalRow("embedding", paddingIdx, weight.shape[0]!) },
  ).y;
}

/** The row that paddingIdx names, counted from the end where negative. */
export function normalRow(name: string, paddingIdx: number, rows: number): number {
  const row = paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
  if (!Number.isInteger(row) || row < 0 || row >= rows)
    throw new RangeError(
      `${name}: paddingIdx is ${paddingIdx}, expected ${-rows} to ${rows - 1} (there are ${rows} rows)`,
    );
  return row;
}
