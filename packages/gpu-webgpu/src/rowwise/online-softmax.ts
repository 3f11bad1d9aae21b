import { added, teamReduction } from "../wgsl/workgroup-reduction.ts";
import { rowCode } from "./row-code.ts";
import type { RowForm } from "./row-form.ts";
import { rowMath, unitExponential } from "./row-math.ts";

const larger = (a: string, b: string) => `max(${a}, ${b})`;

/** What the code of `largestAndSum` calls. */
export const softmaxFunctions = (form: RowForm): string =>
  [
    unitExponential(form.width),
    rowMath,
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
