import { axisSpans } from "@qkv/core-wasm/contract";
import { defineProgram } from "../commands/program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";

// A thread a line: ids and masks are counted along short ones.
const cumsum = defineProgram({
  name: "integer cumsum",
  reads: { x: "i32" },
  writes: { y: "i32" },
  params: { lines: "u32", count: "u32", inner: "u32" },
  code: eachElement(
    { count: "lines", index: "line" },
    `let start = line / params.inner * params.count * params.inner + line % params.inner;
    var sum = 0;
    for (var i = 0u; i < params.count; i++) {
      let at = start + i * params.inner;
      sum += x[at];
      y[at] = sum;
    }`,
  ),
});

export const integerCumsumKernels: KernelSet<"integerCumsum"> = ({ run }) => ({
  integerCumsum: ({ x }, { y }, shapes, { dim }) => {
    const { outer, size: count, inner } = axisSpans("integerCumsum", "x", shapes.x, dim);
    const lines = outer * inner;
    if (lines * count > 0) run(cumsum, { x, y }, { lines, count, inner }, flatGrid(lines));
  },
});
