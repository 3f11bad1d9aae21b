import { lastAxis } from "@qkv/core-wasm/contract";
import { variants } from "../commands/program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { teamReduction } from "../wgsl/reduce.ts";
import {
  type RowForm,
  rowCode,
  rowForm,
  rowGrid,
  rowProgram,
  rowWorkgroup,
} from "../wgsl/row-program.ts";
import { scalarMath, type UnitWidth, unitExponential, unitType } from "../wgsl/unit-math.ts";

const larger = (a: string, b: string) => `max(${a}, ${b})`;
const added = (a: string, b: string) => `${a} + ${b}`;

/** What the code of `largestAndSum` calls. */
export const softmaxFunctions = ({ width, team, lanes }: RowForm): string => {
  const reduction = { size: rowWorkgroup(team), team, lanes };
  return [
    unitExponential(width),
    scalarMath,
    teamReduction("largest", larger, reduction),
    teamReduction("total", added, reduction),
  ].join("\n");
};

/**
 * Code that finds `most`, the largest of the row, `shift`, the same or 0 for a row of -Infinity, and `sum`, of
 * exp(x - shift). It may take the largest without its NaNs: exp hands them to the sum. Rows that are held are left
 * as exp(x - shift) in their registers with `keep`. Rows that are not are read once: each thread corrects its sum when
 * it meets a larger element. Milakov and Gimelshein, arXiv:1805.02867.
 */
export function largestAndSum(form: RowForm, name: string, keep: boolean): string {
  const row = rowCode(form);
  const shift = "let shift = select(most, 0.0, isMinusInfinity(most));";
  if (form.held > 0)
    return `
    var seen = minusInfinity();
    ${row.each([name], (value) => `seen = max(seen, largestOf(${value(name)}));`)}
    let most = largest(seen, position);
    ${shift}
    var part = 0.0;
    ${row.each([name], (value) =>
      keep
        ? `${value(name)} = exponential(${value(name)} - shift); part += sumOf(${value(name)});`
        : `part += sumOf(exponential(${value(name)} - shift));`,
    )}
    let sum = total(part, position);`;
  return `
    var seen = minusInfinity();
    var part = 0.0;
    ${row.each(
      [name],
      (value) => `
      let largerOne = max(seen, largestOf(${value(name)}));
      if (largerOne > seen) {
        part *= exponential(Unit(seen - largerOne))${form.width === 4 ? ".x" : ""};
        seen = largerOne;
      }
      part += sumOf(exponential(${value(name)} - select(seen, 0.0, isMinusInfinity(seen))));`,
    )}
    let most = largest(seen, position);
    ${shift}
    part *= exponential(Unit(seen - shift))${form.width === 4 ? ".x" : ""};
    let sum = total(part, position);`;
}

const softmax = variants((width: UnitWidth, team: number, held: number, lanes: number) => {
  const form = { width, team, held, lanes };
  const row = rowCode(form);
  return rowProgram(form, {
    name: `softmax ${width}x${held}x${team}`,
    reads: { x: unitType(width) },
    writes: { y: unitType(width) },
    params: {},
    declared: softmaxFunctions(form),
    body: `
    ${row.load("x")}
    ${largestAndSum(form, "x", true)}
    let factor = select(reciprocal(sum), 0.0, sum == 0.0);
    if (stored) {
      ${row.each(["x"], (value) =>
        held > 0
          ? `y[base + unit] = ${value("x")} * factor;`
          : `y[base + unit] = exponential(${value("x")} - shift) * factor;`,
      )}
    }`,
  });
});

const softmaxBackward = variants((width: UnitWidth, team: number, held: number, lanes: number) => {
  const form = { width, team, held, lanes };
  const row = rowCode(form);
  return rowProgram(form, {
    name: `softmaxBackward ${width}x${held}x${team}`,
    reads: { dy: unitType(width), y: unitType(width) },
    writes: { dx: unitType(width) },
    params: {},
    declared: teamReduction("total", added, { size: rowWorkgroup(team), team, lanes }),
    body: `
    ${row.load("dy", "y")}
    var part = 0.0;
    ${row.each(["dy", "y"], (value) => `part += sumOf(${value("dy")} * ${value("y")});`)}
    let dot = total(part, position);
    if (stored) {
      ${row.each(["dy", "y"], (value) => `dx[base + unit] = ${value("y")} * (${value("dy")} - dot);`)}
    }`,
  });
});

export const softmaxKernels: KernelSet<"softmax" | "softmaxBackward"> = ({
  run,
  subgroupSize,
}) => ({
  softmax: ({ x }, { y }, shapes) => {
    if (x.length === 0) return;
    const columns = lastAxis("softmax", "x", shapes.x);
    const form = rowForm(columns, subgroupSize);
    const rows = x.length / columns;
    run(softmax(...form), { x, y }, { rows, units: columns / form[0] }, rowGrid(rows, form));
  },
  softmaxBackward: ({ dy, y }, { dx }, shapes) => {
    if (y.length === 0) return;
    const columns = lastAxis("softmaxBackward", "y", shapes.y);
    const form = rowForm(columns, subgroupSize);
    const rows = y.length / columns;
    run(
      softmaxBackward(...form),
      { dy, y, dx },
      { rows, units: columns / form[0] },
      rowGrid(rows, form),
    );
  },
});
