import { type UnitWidth, unitWidth } from "../wgsl/vector-units.ts";
import { shuffledLanes } from "../wgsl/workgroup-reduction.ts";

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
