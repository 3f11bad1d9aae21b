import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOp } from "./define-op.ts";

/** dweight: the rows of dy, added up by id. */
export const embeddingOp = defineOp("embedding", {
  save: ({ ids }) => ({ ids }),
  backward: ({ gradient, saved: { ids }, shapes: { weight } }) => ({
    weight: launch("embeddingBackward", { dy: gradient, ids }, { rows: weight[0]! }).dweight,
  }),
});

/** Row ids[i] of weight [rows, width] for each id: int32 [...] -> [..., width]. */
export const embedding = (weight: Tensor, ids: Tensor): Tensor =>
  embeddingOp({ weight, ids }, {}).y;
