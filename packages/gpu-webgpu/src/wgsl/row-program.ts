import type { ElementType, ParamType, Program } from "../commands/program.ts";
import { positions, shuffledLanes } from "./reduce.ts";
import { type UnitWidth, unitCode } from "./unit-math.ts";

/** How a kernel over rows divides them among threads. */
export interface RowForm {
  readonly width: UnitWidth;
  /** Threads of the team that has a row. */
  readonly team: number;
  /** Units of the row that a thread keeps in registers: it is read once. 0: too long, and read again for each pass. */
  readonly held: number;
  /** Lanes of the shuffles; 0 for none. */
  readonly lanes: number;
}

/** A form as arguments of `variants`. */
export type RowFormKey = readonly [width: UnitWidth, team: number, held: number, lanes: number];

const mostHeldFloats = 32;
const widestTeam = 256;

/** 32 threads a row, fewer where it is short, a whole workgroup where 32 floats a thread do not hold it. */
export function rowForm(columns: number, subgroupSize: number): RowFormKey {
  const width = columns % 4 === 0 ? 4 : 1;
  const units = columns / width;
  const mostHeld = mostHeldFloats / width;
  const team =
    units > 32 * mostHeld
      ? widestTeam
      : Math.min(32, Math.max(4, 2 ** Math.ceil(Math.log2(units))));
  const held = Math.ceil(units / team);
  return [width, team, held > mostHeld ? 0 : held, shuffledLanes(subgroupSize)];
}

/** Threads of a workgroup of the form. */
export const rowWorkgroup = (team: number): number => Math.max(128, team);

/** Workgroups for `rows`, all at once where a grid may be so large; kernels loop over the rest. */
export const rowGrid = (rows: number, [, team]: RowFormKey): number =>
  Math.min(65535, Math.ceil(rows / (rowWorkgroup(team) / team)));

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

export interface RowProgram<R extends string, W extends string, P extends string> {
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

/** A program that goes over rows, `params.rows` of `params.units` units, a team of threads each. */
export function rowProgram<R extends string, W extends string, P extends string>(
  { width, team, lanes }: RowForm,
  { declared, before = "", body, after = "", params, ...rest }: RowProgram<R, W, P>,
): Program<R, W, P | "rows" | "units"> {
  const size = rowWorkgroup(team);
  const teams = size / team;
  const numbered = positions(lanes);
  return {
    ...rest,
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
