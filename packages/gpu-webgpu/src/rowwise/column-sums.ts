import { defineProgram, variants } from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { type UnitWidth, unitType } from "../wgsl/vector-units.ts";
import { type RowForm, type RowLaunch, rowCode } from "./row-program.ts";

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

/** Rows of partial sums, one a workgroup: few beside the rows that they sum, many enough to fill a GPU. */
export const partialRows = ({ form, params }: RowLaunch): number =>
  Math.min(512, Math.ceil(params.rows / ((2 * form.size) / form.team)));

const columnsAtOnce = 8;
const size = 256;

const sumRows = variants((width: UnitWidth, sums: number) =>
  defineProgram({
    name: `sumRows ${width}x${sums}`,
    reads: { partials: unitType(width) },
    writes: (sums === 1
      ? { first: unitType(width) }
      : { first: unitType(width), second: unitType(width) }) as Record<
      "first" | "second",
      "f32" | "vec4f"
    >,
    params: { rows: "u32", units: "u32" },
    code: `
var<workgroup> parts: array<${unitType(width)}, ${size}>;
@compute @workgroup_size(${size})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) index: u32) {
  let unit = group.x * ${columnsAtOnce}u + index % ${columnsAtOnce}u;
  var sum = ${unitType(width)}();
  if (unit < params.units) {
    for (var row = index / ${columnsAtOnce}u; row < params.rows; row += ${size / columnsAtOnce}u) {
      sum += partials[(row * ${sums}u + group.y) * params.units + unit];
    }
  }
  parts[index] = sum;
  workgroupBarrier();
  for (var half = ${size / 2}u; half >= ${columnsAtOnce}u; half /= 2u) {
    if (index < half) { parts[index] += parts[index + half]; }
    workgroupBarrier();
  }
  if (index < ${columnsAtOnce}u && unit < params.units) {
    ${sums === 1 ? "first[unit] = parts[index];" : "if (group.y == 0u) { first[unit] = parts[index]; } else { second[unit] = parts[index]; }"}
  }
}`,
  }),
);

/** Add up the partial sums that the workgroups left into one or two `sums`, in the order of `columnSums`' names. */
export function sumPartials(
  { run }: KernelContext,
  partials: WebgpuBuffer,
  rows: number,
  columns: number,
  sums: readonly WebgpuBuffer[],
): void {
  const [first, second = first] = sums;
  if (!first || !second) return;
  const width = columns % 4 === 0 ? 4 : 1;
  const units = columns / width;
  const groups = Math.ceil(units / columnsAtOnce);
  run(sumRows(width, sums.length), { partials, first, second }, { rows, units }, [
    groups,
    sums.length,
  ]);
}
