import { unitType } from "../wgsl/vector-units.ts";
import { rowCode } from "./row-code.ts";
import type { RowForm } from "./row-form.ts";

/**
 * Sums over the rows that a row program goes over, for each column: gradients of weights and biases. A thread keeps the
 * sums of its columns in registers from row to row; the teams of a workgroup then add up theirs, in order, and each
 * workgroup leaves a row of partial sums. Where rows are too long for registers it adds to that row instead.
 */
export interface ColumnSums {
  readonly writes: object;
  readonly declared: string;
  readonly before: string;
  /** Add to the sum of the unit's columns; within the `each` of the row that is stored. */
  add(name: string, value: (name: string) => string, addend: string): string;
  readonly after: string;
}

export function columnSums(form: RowForm, names: readonly string[]): ColumnSums {
  const { width, size, team, held } = form;
  if (names.length === 0) return { writes: {}, declared: "", before: "", add: () => "", after: "" };
  const row = rowCode(form);
  const writes = { partials: unitType(width) };
  const slot = (name: string) =>
    `partials[(group.x * ${names.length}u + ${names.indexOf(name)}u) * params.units + unit]`;
  if (held === 0)
    return {
      writes,
      declared: "",
      before: "",
      add: (name, _, addend) =>
        `${slot(name)} = select(${slot(name)}, Unit(), first == group.x) + ${addend};`,
      after: "",
    };
  const teams = size / team;
  const store = (code: (name: string, value: string) => string) =>
    row.each(names, (value) => names.map((name) => code(name, value(`${name}Sum`))).join(" "));
  const shared = (name: string) => `teamSums[${names.indexOf(name) * held * team}u + unit]`;
  return {
    writes,
    declared:
      teams > 1 ? `var<workgroup> teamSums: array<Unit, ${names.length * held * team}>;` : "",
    before: row.registers(...names.map((name) => `${name}Sum`)),
    add: (name, value, addend) => `${value(`${name}Sum`)} += ${addend};`,
    after:
      teams === 1
        ? store((name, sum) => `${slot(name)} = ${sum};`)
        : `
  for (var turn = ${teams - 1}u; turn > 0u; turn--) {
    if (position / ${team}u == turn) {
      ${store((name, sum) => `${shared(name)} = ${sum};`)}
    }
    workgroupBarrier();
    if (position / ${team}u == turn - 1u) {
      ${store((name, sum) => `${sum} += ${shared(name)};`)}
    }
    workgroupBarrier();
  }
  if (position < ${team}u) {
    ${store((name, sum) => `${slot(name)} = ${sum};`)}
  }`,
  };
}
