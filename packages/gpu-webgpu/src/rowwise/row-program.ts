import { type ElementType, type ParamType, type Program, variants } from "../commands/program.ts";
import { type UnitWidth, unitCode, unitWidth } from "../wgsl/vector-units.ts";
import { positions, shuffledLanes } from "../wgsl/workgroup-reduction.ts";

/** How a kernel over rows divides them among threads. Its teams are those of `teamReduction`. */
export interface RowForm {
  readonly width: UnitWidth;
  /** Threads of a workgroup. */
  readonly size: number;
  /** Threads of the team that has a row. */
  readonly team: number;
  /** Units of the row that a thread keeps in registers: it is read once. 0: too long, and read again for each pass. */
  readonly held: number;
  /** Lanes of the shuffles; 0 for none. */
  readonly lanes: number;
}

const mostHeldFloats = 32;
const widestTeam = 256;

/** 32 threads a row, fewer where it is short, a whole workgroup where 32 floats a thread do not hold it. */
function rowForm(columns: number, subgroupSize: number): RowForm {
  const width = unitWidth(columns);
  const units = columns / width;
  const mostHeld = mostHeldFloats / width;
  const team =
    units > 32 * mostHeld
      ? widestTeam
      : Math.min(32, Math.max(4, 2 ** Math.ceil(Math.log2(units))));
  const held = Math.ceil(units / team);
  return {
    width,
    size: Math.max(128, team),
    team,
    held: held > mostHeld ? 0 : held,
    lanes: shuffledLanes(subgroupSize),
  };
}

/** What a launch over rows gives to `run`. */
export interface RowLaunch {
  /** Chooses the program. */
  readonly form: RowForm;
  readonly params: Readonly<Record<"rows" | "units", number>>;
  /** Workgroups for the rows, all at once where a grid may be so large; kernels loop over the rest. */
  readonly grid: number;
}

export function rowLaunch(rows: number, columns: number, subgroupSize: number): RowLaunch {
  const form = rowForm(columns, subgroupSize);
  return {
    form,
    params: { rows, units: columns / form.width },
    grid: Math.min(65535, Math.ceil(rows / (form.size / form.team))),
  };
}

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

/**
 * The programs of a kernel that goes over rows, `params.rows` of `params.units` units, a team of threads each: one for
 * each form, and for each `structure`, which says what else differs in the code, such as which operands there are.
 */
export function rowPrograms<
  R extends string,
  W extends string,
  P extends string,
  Structure extends readonly boolean[],
>(write: (form: RowForm, ...structure: Structure) => RowProgram<R, W, P>) {
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
      return rowProgram(form, write(form, ...structure));
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
