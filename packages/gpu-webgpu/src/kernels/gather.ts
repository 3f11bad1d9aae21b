import { axisSpans, indexError } from "@qkv/core-wasm/contract";
import { defineProgram } from "../commands/program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";

const gather = defineProgram({
  name: "gather",
  reads: { x: "u32", index: "i32" },
  writes: { y: "u32" },
  params: { elements: "u32", size: "u32", inner: "u32", count: "u32" },
  checks: true,
  code: eachElement(
    { count: "elements" },
    `let at = index[i];
    if (u32(at) < params.size) {
      y[i] = x[(i / params.inner / params.count * params.size + u32(at)) * params.inner + i % params.inner];
    } else {
      fault(i, at);
    }`,
  ),
});

export const gatherKernels: KernelSet<"gather"> = ({ run }) => ({
  gather: ({ x, index }, { y }, shapes, { dim }) => {
    const { size, inner } = axisSpans("gather", "x", shapes.x, dim);
    run(
      gather,
      { x, index, y },
      { elements: y.length, size, inner, count: shapes.index[dim]! },
      flatGrid(y.length),
      (position, value) => indexError("gather", position, value, size),
    );
  },
});
