import { formatCount, formatDuration } from "../terminal/format-number.ts";
import type { Printer } from "../terminal/printer.ts";
import { isMeasured, ranked } from "./run-sweep.ts";
import type { SweepPlan, TrialRecord } from "./sweep-folder.ts";

/** Rows that a terminal shows. */
const mostRows = 20;

/** Of each trial what it came to with the most steps, the best of those with the most steps first. */
export function standings(
  records: readonly TrialRecord[],
  plan: SweepPlan,
): readonly TrialRecord[] {
  const latest = new Map<number, TrialRecord>();
  for (const record of records) {
    const before = latest.get(record.trial);
    if (!before || isFurther(record, before)) latest.set(record.trial, record);
  }
  const order = ranked([...latest.values()], plan);
  if (plan.method !== "halving") return order;
  return order.toSorted(
    (a, b) => Number(isMeasured(b)) - Number(isMeasured(a)) || (b.steps ?? 0) - (a.steps ?? 0),
  );
}

/** One that failed says nothing of what was measured before. */
const isFurther = (record: TrialRecord, before: TrialRecord): boolean =>
  isMeasured(record)
    ? !isMeasured(before) || (record.steps ?? 0) > (before.steps ?? 0)
    : !isMeasured(before);

export const figureText = (value: number): string =>
  Number.isInteger(value) ? formatCount(value) : value.toPrecision(5);

/** A row of cells for each trial, the names of columns first. */
export function trialCells(
  order: readonly TrialRecord[],
  { space, metric }: SweepPlan,
): readonly (readonly string[])[] {
  const names = Object.keys(space.dimensions);
  const rows = order.map((record) => [
    ...[String(record.trial), ...names.map((name) => String(record.values[name]))],
    ...(isMeasured(record)
      ? [formatCount(record.step), figureText(record.value), formatDuration(record.seconds * 1000)]
      : ["", record.failed, ""]),
  ]);
  return [["trial", ...names, "steps", metric, "time"], ...rows];
}

export function sweepTable(
  order: readonly TrialRecord[],
  plan: SweepPlan,
  printer: Printer,
): string {
  const cells = trialCells(order.slice(0, mostRows), plan);
  const columns = cells[0]!.map((_, i) => i);
  const failing = order.slice(0, mostRows).some((record) => !isMeasured(record));
  const right = columns.filter((i) => !(failing && i === columns.length - 2));
  const more = order.length - mostRows;
  const table = printer.table(cells, { right });
  return more > 0 ? `${table}\nand ${formatCount(more)} more, in the page` : table;
}
