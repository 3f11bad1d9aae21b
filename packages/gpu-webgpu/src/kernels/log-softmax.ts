import { lastAxis } from "@qkv/core-wasm/contract";
import type { KernelSet } from "../kernel-context.ts";
import { largestAndSum, softmaxFunctions } from "../rowwise/online-softmax.ts";
import { unitExponential } from "../rowwise/row-math.ts";
import { rowPrograms } from "../rowwise/row-program.ts";
import { runRows } from "../rowwise/run-rows.ts";
import { added, teamReduction } from "../wgsl/workgroup-reduction.ts";

const logSoftmax = rowPrograms(({ form, type, row }) => {
  return {
    name: "logSoftmax",
    reads: { x: type },
    writes: { y: type },
    params: {},
    declared: softmaxFunctions(form),
    body: `
    ${row.load("x")}
    ${largestAndSum(form, "x", false)}
    let logSum = select(logarithm(sum), minusInfinity() - most, isMinusInfinity(most)); // NaN for a row of -Infinity
    if (stored) {
      ${row.each(["x"], (value) => `y[base + unit] = (${value("x")} - shift) - logSum;`)}
    }`,
  };
});

const logSoftmaxBackward = rowPrograms(({ form, type, row }) => {
  return {
    name: "logSoftmaxBackward",
    reads: { dy: type, y: type },
    writes: { dx: type },
    params: {},
    declared: unitExponential(form.width) + teamReduction("total", added, form),
    body: `
    ${row.load("dy", "y")}
    var part = 0.0;
    ${row.each(["dy"], (value) => `part += sumOf(${value("dy")});`)}
    let sum = total(part, position);
    if (stored) {
      ${row.each(
        ["dy", "y"],
        (value) => `dx[base + unit] = ${value("dy")} - exponential(${value("y")}) * sum;`,
      )}
    }`,
  };
});

export const logSoftmaxKernels: KernelSet<"logSoftmax" | "logSoftmaxBackward"> = (context) => ({
  logSoftmax: ({ x }, { y }, shapes) => {
    const columns = lastAxis("logSoftmax", "x", shapes.x);
    runRows(context, logSoftmax, { x, y }, {}, x.length, columns);
  },
  logSoftmaxBackward: ({ dy, y }, { dx }, shapes) => {
    const columns = lastAxis("logSoftmaxBackward", "y", shapes.y);
    runRows(context, logSoftmaxBackward, { dy, y, dx }, {}, y.length, columns);
  },
});
