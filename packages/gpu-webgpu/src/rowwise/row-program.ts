import { type ElementType, type ParamType, type Program, variants } from "../commands/program.ts";
import { type UnitWidth, unitCode, unitType } from "../wgsl/vector-units.ts";
import { positions } from "../wgsl/workgroup-reduction.ts";
import { type RowCode, rowCode } from "./row-code.ts";
import type { RowForm } from "./row-form.ts";

interface RowProgram<R extends string, W extends string, P extends string> {
  /** The kernel. */
  readonly name: string;
  readonly reads: Readonly<Record<R, ElementType>>;
  readonly writes: Readonly<Record<W, ElementType>>;
  readonly params: Readonly<Record<P, ParamType>>;
  readonly checks?: boolean;
  /** Functions and workgroup variables. */
  readonly declared: string;
  /** Before the first row. */
  readonly before?: string;
  /** For each row `row`, whose first unit is `base`; `stored` is false where the row is there to keep barriers uniform. */
  readonly body: string;
  /** After the last row. */
  readonly after?: string;
}

/** What the code of a row kernel is written with: its form, the type of a unit, and the pieces that depend on both. */
interface RowWriter {
  readonly form: RowForm;
  readonly type: ReturnType<typeof unitType>;
  readonly row: RowCode;
}

/**
 * The programs of a kernel that goes over rows, `params.rows` of `params.units` units, a team of threads each: one for
 * each form, and for each `structure`, which says what else differs in the code, such as which operands there are.
 */
export function rowPrograms<
  R extends string,
  W extends string,
  P extends string,
  Structure extends readonly boolean[],
>(write: (writer: RowWriter, ...structure: Structure) => RowProgram<R, W, P>) {
  const programs = variants(
    (
      width: UnitWidth,
      size: number,
      team: number,
      held: number,
      lanes: number,
      ...structure: Structure
    ) => {
      const form = { width, size, team, held, lanes };
      const writer = { form, type: unitType(width), row: rowCode(form) };
      return rowProgram(form, write(writer, ...structure));
    },
  );
  return ({ width, size, team, held, lanes }: RowForm, ...structure: Structure) =>
    programs(width, size, team, held, lanes, ...structure);
}

function rowProgram<R extends string, W extends string, P extends string>(
  { width, size, team, held, lanes }: RowForm,
  { name, declared, before = "", body, after = "", params, ...rest }: RowProgram<R, W, P>,
): Program<R, W, P | "rows" | "units"> {
  const teams = size / team;
  const numbered = positions(lanes);
  return {
    ...rest,
    name: `${name} ${width}x${held}x${team}`,
    params: { ...params, rows: "u32", units: "u32" } as Record<P | "rows" | "units", ParamType>,
    subgroups: lanes > 0,
    code: `
${unitCode(width)}
${numbered.declared}
${declared}
@compute @workgroup_size(${size})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, ${numbered.inputs}) {
  ${numbered.found}
  let lane = position % ${team}u;
  ${before}
  for (var first = group.x * ${teams}u; first < params.rows; first += groups.x * ${teams}u) {
    let row = min(first + position / ${team}u, params.rows - 1u);
    let stored = first + position / ${team}u < params.rows;
    let base = row * params.units;
    ${body}
  }
  ${after}
}`,
  };
}
