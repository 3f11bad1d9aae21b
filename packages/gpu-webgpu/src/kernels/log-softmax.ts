import { lastAxis } from "@qkv/core-wasm/contract";
import type { KernelSet } from "../kernel-context.ts";
import { rowCode, rowLaunch, rowPrograms } from "../rowwise/row-program.ts";
import { unitExponential, unitType } from "../wgsl/vector-units.ts";
import { added, teamReduction } from "../wgsl/workgroup-reduction.ts";
import { largestAndSum, softmaxFunctions } from "./softmax.ts";

const logSoftmax = rowPrograms((form) => {
  const type = unitType(form.width);
  const row = rowCode(form);
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

const logSoftmaxBackward = rowPrograms((form) => {
  const type = unitType(form.width);
  const row = rowCode(form);
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

export const logSoftmaxKernels: KernelSet<"logSoftmax" | "logSoftmaxBackward"> = ({
  run,
  subgroupSize,
}) => ({
  logSoftmax: ({ x }, { y }, shapes) => {
    if (x.length === 0) return;
    const columns = lastAxis("logSoftmax", "x", shapes.x);
    const { form, params, grid } = rowLaunch(x.length / columns, columns, subgroupSize);
    run(logSoftmax(form), { x, y }, params, grid);
  },
  logSoftmaxBackward: ({ dy, y }, { dx }, shapes) => {
    if (y.length === 0) return;
    const columns = lastAxis("logSoftmaxBackward", "y", shapes.y);
    const { form, params, grid } = rowLaunch(y.length / columns, columns, subgroupSize);
    run(logSoftmaxBackward(form), { dy, y, dx }, params, grid);
  },
});
