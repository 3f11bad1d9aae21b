import { RecipeError } from "../../recipes/settings-error.ts";
import type { DataParts } from "../data-parts.ts";
import type { SeriesTable } from "./series-table.ts";

/** Rows of a part, from one up to, not including, another. */
export type Rows = readonly [from: number, to: number];

/** Series, and which rows of them are learnt from, validated on and tested on, in the order of time. */
export interface SeriesData extends SeriesTable {
  readonly parts: { readonly [Part in keyof DataParts<unknown>]: Rows };
}

export interface SplitOptions {
  /** Three numbers of rows, or three shares of all of them. */
  readonly split: readonly number[];
  /** Steps that a forecast looks back, and ahead. */
  readonly context: number;
  readonly horizon: number;
}

/** What is wrong with a split, whatever the data. */
export function splitProblem(split: readonly number[]): string | undefined {
  const shares = split.every((one) => one > 0 && one < 1);
  const rows = split.every((one) => Number.isInteger(one) && one > 0);
  const [expected, sum] = [
    "expected three numbers of rows, or three shares of all rows that add up to 1 at most",
    split.reduce((all, one) => all + one, 0),
  ];
  if (split.length === 3 && (rows || (shares && sum <= 1 + 1e-9))) return undefined;
  return `split is ${split.join(",")}, ${expected}`;
}

/** The first rows to train on, the next to validate, those behind them to test. @throws RecipeError for too few of them */
export function splitSeries(
  table: SeriesTable,
  name: string,
  { split, context, horizon }: SplitOptions,
): SeriesData {
  const inRows = split.map((one) => (one < 1 ? Math.round(one * table.rows) : one));
  const [training, validation] = inRows as [number, number, number];
  const needed = inRows.reduce((sum, count) => sum + count, 0);
  const all = Math.min(needed, split.every((one) => one < 1) ? table.rows : needed);
  if (all > table.rows)
    throw new RecipeError(
      (nameOf) =>
        `${name} has ${table.rows} rows, expected at least the ${needed} of ${nameOf("split")} ${split.join(",")}`,
    );
  if (training < context + horizon)
    throw new RecipeError(
      (nameOf) =>
        `${name} has ${training} rows to train on, expected at least ${context + horizon}: ` +
        `${nameOf("context")} ${context} and ${nameOf("horizon")} ${horizon}`,
    );
  const ends = [training, training + validation, all] as const;
  const parts = {
    training: [0, ends[0]],
    validation: [ends[0], ends[1]],
    test: [ends[1], ends[2]],
  } as const;
  for (const [part, [from, to]] of Object.entries(parts))
    if (to - from < horizon)
      throw new RecipeError(
        (nameOf) =>
          `${name} has ${to - from} rows for the ${part}, expected at least the ${horizon} of ${nameOf("horizon")}`,
      );
  return { ...table, parts };
}

/**
 * The first rows of the windows of a part: all steps that are forecast lie in it, and what they are forecast from may lie
 * before it.
 */
export function windowsOf(
  { parts }: SeriesData,
  part: keyof SeriesData["parts"],
  { context, horizon }: Pick<SplitOptions, "context" | "horizon">,
): readonly number[] {
  const [from, to] = parts[part];
  const first = Math.max(0, from - context);
  const count = to - horizon - context - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => first + i);
}
