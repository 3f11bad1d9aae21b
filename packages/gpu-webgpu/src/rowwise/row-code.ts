import type { UnitWidth } from "../wgsl/vector-units.ts";
import type { RowForm } from "./row-form.ts";

/** Writes the parts of a row kernel's code that depend on the form. */
export interface RowCode {
  /** Load the row's units of these operands into registers, where the form holds them. */
  load(...names: readonly string[]): string;
  /**
   * `body` for every unit of the row that this thread has. In it `unit` is the unit's number in the row, and
   * `value(name)` the operand's unit: a register that may be assigned where the form holds it.
   */
  each(names: readonly string[], body: (value: (name: string) => string) => string): string;
  /** A register for each held unit, all zero. */
  registers(...names: readonly string[]): string;
}

const loadsAtOnce = (width: UnitWidth) => (width === 4 ? 4 : 8);
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

export function rowCode({ width, team, held }: RowForm): RowCode {
  const guarded = (i: number, code: string) => {
    const unit = `let unit = lane + ${i * team}u;`;
    return i < held - 1
      ? `{ ${unit} ${code} }`
      : `{ ${unit} if (unit < params.units) { ${code} } }`;
  };
  if (held > 0)
    return {
      registers: (...names) =>
        range(held)
          .flatMap((i) => names.map((name) => `var ${name}${i}: Unit;`))
          .join("\n"),
      load: (...names) =>
        range(held)
          .map((i) => {
            const declared = names.map((name) => `var ${name}${i}: Unit;`).join(" ");
            const loaded = names.map((name) => `${name}${i} = ${name}[base + unit];`).join(" ");
            return `${declared} ${guarded(i, loaded)}`;
          })
          .join("\n"),
      each: (_, body) =>
        range(held)
          .map((i) =>
            guarded(
              i,
              body((name) => `${name}${i}`),
            ),
          )
          .join("\n"),
    };
  // Several loads are under way before the first is used: a team has nothing else to hide their latency.
  const count = loadsAtOnce(width);
  return {
    registers: () => "",
    load: () => "",
    each: (names, body) => `
    for (var start = lane; start < params.units; start += ${count * team}u) {
      ${range(count)
        .map((i) => `let unit${i} = start + ${i * team}u;`)
        .join(" ")}
      ${range(count)
        .flatMap((i) =>
          names.map(
            (name) => `let ${name}${i} = ${name}[base + min(unit${i}, params.units - 1u)];`,
          ),
        )
        .join("\n")}
      ${range(count)
        .map(
          (i) =>
            `{ let unit = unit${i}; if (unit < params.units) { ${body((name) => `${name}${i}`)} } }`,
        )
        .join("\n")}
    }`,
  };
}
