import type { Program } from "../commands/program.ts";
import { clearUncovered } from "../data-movement/clear.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { type RowForm, type RowLaunch, rowLaunch } from "./row-form.ts";
import { sumPartials } from "./sum-partials.ts";

type RowPrograms<R extends string, W extends string, P extends string> = (
  form: RowForm,
) => Program<R, W, P>;
/** Values of a row program's own parameters. */
type OwnParams<P extends string> = Readonly<Record<Exclude<P, keyof RowLaunch["params"]>, number>>;

/** Run a row program over `count` elements in rows of `columns`. */
export function runRows<R extends string, W extends string, P extends string>(
  { run, subgroupSize }: KernelContext,
  program: RowPrograms<R, W, P>,
  buffers: Readonly<Record<R | W, WebgpuBuffer>>,
  params: OwnParams<P>,
  count: number,
  columns: number,
): void {
  if (count === 0) return;
  const { form, params: rows, grid } = rowLaunch(count / columns, columns, subgroupSize);
  run(program(form), buffers, { ...params, ...rows } as Record<P, number>, grid);
}

/** Rows of partial sums, one a workgroup: few beside the rows that they sum, many enough to fill a GPU. */
const partialRows = ({ form, params }: RowLaunch): number =>
  Math.min(512, Math.ceil(params.rows / ((2 * form.size) / form.team)));

/** The same for a program that also leaves column sums, for those of `sums` that are wanted, in the order of their names. */
export function runRowsAndSums<R extends string, P extends string>(
  context: KernelContext,
  program: RowPrograms<R, "dx" | "partials", P>,
  buffers: Readonly<Record<R | "dx", WebgpuBuffer>>,
  params: OwnParams<P>,
  sums: readonly (WebgpuBuffer | undefined)[],
  count: number,
  columns: number,
): void {
  const wanted = sums.filter((sum) => sum !== undefined);
  if (wanted.length === 0 || count === 0) {
    for (const sum of wanted) clearUncovered(context, sum, 0);
    runRows(context, program, { ...buffers, partials: buffers.dx }, params, count, columns);
    return;
  }
  const launch = rowLaunch(count / columns, columns, context.subgroupSize);
  const grid = partialRows(launch);
  const partials = context.temporary(grid * wanted.length * columns);
  const all = { ...params, ...launch.params } as Record<P, number>;
  context.run(program(launch.form), { ...buffers, partials }, all, grid);
  sumPartials(context, partials, grid, columns, wanted);
}
