import { lastAxis } from "@qkv/core-wasm/contract";
import type { KernelSet } from "../kernel-context.ts";
import { type RowForm, rowCode, rowLaunch, rowPrograms } from "../rowwise/row-program.ts";
import { scalarMath, unitExponential, unitType } from "../wgsl/vector-units.ts";
import { added, teamReduction } from "../wgsl/workgroup-reduction.ts";

const larger = (a: string, b: string) => `max(${a}, ${b})`;

/** What the code of `largestAndSum` calls. */
export const softmaxFunctions = (form: RowForm): string =>
  [
    unitExponential(form.width),
    scalarMath,
    teamReduction("largest", larger, form),
    teamReduction("total", added, form),
  ].join("\n");

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

const softmax = rowPrograms((form) => {
  const type = unitType(form.width);
  const row = rowCode(form);
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

const softmaxBackward = rowPrograms((form) => {
  const type = unitType(form.width);
  const row = rowCode(form);
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

export const softmaxKernels: KernelSet<"softmax" | "softmaxBackward"> = ({
  run,
  subgroupSize,
}) => ({
  softmax: ({ x }, { y }, shapes) => {
    if (x.length === 0) return;
    const columns = lastAxis("softmax", "x", shapes.x);
    const { form, params, grid } = rowLaunch(x.length / columns, columns, subgroupSize);
    run(softmax(form), { x, y }, params, grid);
  },
  softmaxBackward: ({ dy, y }, { dx }, shapes) => {
    if (y.length === 0) return;
    const columns = lastAxis("softmaxBackward", "y", shapes.y);
    const { form, params, grid } = rowLaunch(y.length / columns, columns, subgroupSize);
    run(softmaxBackward(form), { dy, y, dx }, params, grid);
  },
});
