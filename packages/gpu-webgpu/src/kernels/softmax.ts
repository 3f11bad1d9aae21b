import { lastAxis } from "@qkv/core-wasm/contract";
import type { KernelSet } from "../kernel-context.ts";
import { largestAndSum, softmaxFunctions } from "../rowwise/online-softmax.ts";
import { rowPrograms } from "../rowwise/row-program.ts";
import { runRows } from "../rowwise/run-rows.ts";
import { added, teamReduction } from "../wgsl/workgroup-reduction.ts";

const softmax = rowPrograms(({ form, type, row }) => {
  return {
    name: "softmax",
    reads: { x: type },
    writes: { y: type },
    params: {},
    declared: softmaxFunctions(form),
    body: `
    ${row.load("x")}
    ${largestAndSum(form, "x", true)}
    let factor = select(reciprocal(sum), 0.0, sum == 0.0);
    if (stored) {
      ${row.each(["x"], (value) =>
        form.held > 0
          ? `y[base + unit] = ${value("x")} * factor;`
          : `y[base + unit] = exponential(${value("x")} - shift) * factor;`,
      )}
    }`,
  };
});

const softmaxBackward = rowPrograms(({ form, type, row }) => {
  return {
    name: "softmaxBackward",
    reads: { dy: type, y: type },
    writes: { dx: type },
    params: {},
    declared: teamReduction("total", added, form),
    body: `
    ${row.load("dy", "y")}
    var part = 0.0;
    ${row.each(["dy", "y"], (value) => `part += sumOf(${value("dy")} * ${value("y")});`)}
    let dot = total(part, position);
    if (stored) {
      ${row.each(["dy", "y"], (value) => `dx[base + unit] = ${value("y")} * (${value("dy")} - dot);`)}
    }`,
  };
});

export const softmaxKernels: KernelSet<"softmax" | "softmaxBackward"> = (context) => ({
  softmax: ({ x }, { y }, shapes) => {
    const columns = lastAxis("softmax", "x", shapes.x);
    runRows(context, softmax, { x, y }, {}, x.length, columns);
  },
  softmaxBackward: ({ dy, y }, { dx }, shapes) => {
    const columns = lastAxis("softmaxBackward", "y", shapes.y);
    runRows(context, softmaxBackward, { dy, y, dx }, {}, y.length, columns);
  },
});
