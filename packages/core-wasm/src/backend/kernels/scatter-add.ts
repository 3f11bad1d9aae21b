import { gatherSpans } from "../../contract/kernels/gather.ts";
import { expectIndices } from "../index-range.ts";
import type { KernelSet } from "../kernel-set.ts";

export const scatterAddKernels: KernelSet<"scatterAdd"> = (context) => ({
  scatterAdd: ({ x, index, source }, { y }, shapes, { dim }) => {
    const { outer, size, inner, count } = gatherSpans("scatterAdd", shapes.x, shapes.index, dim);
    expectIndices(context, "scatterAdd", index, size);
    const { wasm, memory } = context;
    wasm.writeRows(y.pointer, x.pointer, 1, x.length, 0, 0);
    wasm.scatterAdd(
      y.pointer,
      index.pointer,
      source.pointer,
      outer,
      size,
      count,
      inner,
      memory.scratch(wasm.scatterAddScratchBytes(size, count, inner)),
    );
  },
});
