import { lastAxis } from "@qkv/core-wasm/contract";
import { variants } from "../commands/program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { teamReduction } from "../wgsl/reduce.ts";
import { rowCode, rowForm, rowGrid, rowProgram, rowWorkgroup } from "../wgsl/row-program.ts";
import { type UnitWidth, unitExponential, unitType } from "../wgsl/unit-math.ts";
import { largestAndSum, softmaxFunctions } from "./softmax.ts";

const logSoftmax = variants((width: UnitWidth, team: number, held: number, lanes: number) => {
  const form = { width, team, held, lanes };
  const row = rowCode(form);
  return rowProgram(form, {
    name: `logSoftmax ${width}x${held}x${team}`,
    reads: { x: unitType(width) },
    writes: { y: unitType(width) },
    params: {},
    declared: softmaxFunctions(form),
    body: `
    ${row.load("x")}
    ${largestAndSum(form, "x", false)}
    let logSum = select(logarithm(sum), minusInfinity() - most, isMinusInfinity(most)); // NaN for a row of -Infinity
    if (stored) {
      ${row.each(["x"], (value) => `y[base + unit] = (${value("x")} - shift) - logSum;`)}
    }`,
  });
});

const logSoftmaxBackward = variants(
  (width: UnitWidth, team: number, held: number, lanes: number) => {
    const form = { width, team, held, lanes };
    const row = rowCode(form);
    return rowProgram(form, {
      name: `logSoftmaxBackward ${width}x${held}x${team}`,
      reads: { dy: unitType(width), y: unitType(width) },
      writes: { dx: unitType(width) },
      params: {},
      declared:
        unitExponential(width) +
        teamReduction("total", (a, b) => `${a} + ${b}`, { size: rowWorkgroup(team), team, lanes }),
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
    });
  },
);

export const logSoftmaxKernels: KernelSet<"logSoftmax" | "logSoftmaxBackward"> = ({
  run,
  subgroupSize,
}) => ({
  logSoftmax: ({ x }, { y }, shapes) => {
    if (x.length === 0) return;
    const columns = lastAxis("logSoftmax", "x", shapes.x);
    const form = rowForm(columns, subgroupSize);
    const rows = x.length / columns;
    run(logSoftmax(...form), { x, y }, { rows, units: columns / form[0] }, rowGrid(rows, form));
  },
  logSoftmaxBackward: ({ dy, y }, { dx }, shapes) => {
    if (y.length === 0) return;
    const columns = lastAxis("logSoftmaxBackward", "y", shapes.y);
    const form = rowForm(columns, subgroupSize);
    const params = { rows: y.length / columns, units: columns / form[0] };
    run(logSoftmaxBackward(...form), { dy, y, dx }, params, rowGrid(params.rows, form));
  },
});
