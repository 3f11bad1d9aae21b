import { reductionPasses, sizeOf } from "@qkv/core-wasm/contract";
import { defineProgram, variants } from "../commands/program.ts";
import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { flatWorkgroup } from "../wgsl/each-element.ts";
import { workgroupMain } from "../wgsl/workgroup-main.ts";

const combined = {
  sum: (a: string, b: string) => `${a} + ${b}`,
  max: (a: string, b: string) => `max(${a}, ${b})`,
  min: (a: string, b: string) => `min(${a}, ${b})`,
} as const;

/** What changes nothing; of the smallest int32 WGSL has no literal. */
const identity = { sum: "0", max: "i32(-2147483647) - 1", min: "2147483647" } as const;

/** x [outer, count, inner] -> y [outer, inner]: a workgroup a result, for integers are added in any order. */
const program = variants((operation: keyof typeof combined) => {
  const combine = combined[operation];
  return defineProgram({
    name: `integer ${operation}`,
    reads: { x: "i32" },
    writes: { y: "i32" },
    params: { count: "u32", inner: "u32", results: "u32" },
    code: `
var<workgroup> partial: array<i32, ${flatWorkgroup}>;
${workgroupMain(flatWorkgroup, "thread")} {
  for (var result = group.x; result < params.results; result += groups.x) {
    let start = result / params.inner * params.count * params.inner + result % params.inner;
    var total = ${identity[operation]};
    for (var i = thread; i < params.count; i += ${flatWorkgroup}u) {
      total = ${combine("total", "x[start + i * params.inner]")};
    }
    partial[thread] = total;
    workgroupBarrier();
    for (var half = ${flatWorkgroup / 2}u; half > 0u; half /= 2u) {
      if (thread < half) { partial[thread] = ${combine("partial[thread]", "partial[thread + half]")}; }
      workgroupBarrier();
    }
    if (thread == 0u) { y[result] = partial[0]; }
    workgroupBarrier();
  }
}`,
  });
});

const copy = flatProgram({
  name: "copy of integers that are not reduced",
  reads: { x: "vec4i" },
  writes: { y: "vec4i" },
  each: "y[i] = x[i];",
});

export const integerReduceKernels: KernelSet<"integerReduce"> = (context) => ({
  integerReduce: ({ x }, { y }, shapes, { operation, dims }) => {
    const passes = reductionPasses(shapes.x, dims);
    if (passes.length === 0) runFlat(context, copy, { x, y }, {}, sizeOf(shapes.x));
    let source = x;
    passes.forEach(({ outer, count, inner }, pass) => {
      const results = outer * inner;
      const target = pass === passes.length - 1 ? y : context.temporary(results);
      const params = { count, inner, results };
      context.run(program(operation), { x: source, y: target }, params, Math.min(results, 65535));
      source = target;
    });
  },
});
