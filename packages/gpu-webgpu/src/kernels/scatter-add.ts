import { axisSpans, indexError } from "@qkv/core-wasm/contract";
import { defineProgram } from "../commands/program.ts";
import { copyStrided } from "../data-movement/strided-copy.ts";
import { launchSumByIndex } from "../data-movement/sum-by-index.ts";
import type { KernelSet } from "../kernel-context.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";

/** A thread goes down a column of the index, one after the other: nobody else adds to that column. */
const scatterColumns = defineProgram({
  name: "scatterAdd columns",
  reads: { index: "i32", addends: "f32" },
  writes: { y: "f32" },
  params: { columns: "u32", size: "u32", inner: "u32", count: "u32" },
  checks: true,
  code: eachElement(
    { count: "columns", index: "column" },
    `let outer = column / params.inner;
    let inner = column % params.inner;
    for (var j = 0u; j < params.count; j++) {
      let at = (outer * params.count + j) * params.inner + inner;
      let row = index[at];
      if (u32(row) < params.size) {
        y[(outer * params.size + u32(row)) * params.inner + inner] += addends[at];
      } else {
        fault(at, row);
      }
    }`,
  ),
});

/** Columns that fill a GPU, and additions that one thread may do in a row. */
const manyColumns = 8192;
const fewAdditions = 32;

export const scatterAddKernels: KernelSet<"scatterAdd"> = (context) => ({
  scatterAdd: ({ x, index, source }, { y }, shapes, { dim }) => {
    const { outer, size, inner } = axisSpans("scatterAdd", "x", shapes.x, dim);
    const count = shapes.index[dim]!;
    const columns = outer * inner;
    const describe = (position: number, value: number) =>
      indexError("scatterAdd", position, value, size);
    if (count > fewAdditions && columns < manyColumns)
      return launchSumByIndex(
        context,
        { addends: source, index, y, start: x },
        { outer, size, inner, count, ownIndex: true },
        describe,
      );
    copyStrided(context, "scatterAdd", { x, y }, [{ size: x.length, stride: 1 }], 0);
    context.run(
      scatterColumns,
      { index, addends: source, y },
      { columns, size, inner, count },
      flatGrid(index.length > 0 ? columns : 0),
      describe,
    );
  },
});
