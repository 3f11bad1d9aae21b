import { type SeriesTable, seriesTable } from "../../applications/forecasting/series-table.ts";
import { describeValue } from "../../options/describe-value.ts";
import type { TaskModel } from "../task-model.ts";

/** Series of the same times: the path or address of a .csv file, its bytes, or numbers by the names of the series. */
export type SeriesInput = string | Uint8Array | Readonly<Record<string, ArrayLike<number>>>;

export interface SeriesReading extends Pick<TaskModel, "readInput"> {
  /** Which columns of a file are series; all columns of numbers unless given. */
  readonly columns: readonly string[];
}

/** The series of an input. @throws RecipeError for a file that is none, with the line; TypeError for another value */
export async function seriesOf(
  task: string,
  input: SeriesInput,
  { readInput, columns }: SeriesReading,
  signal?: AbortSignal,
): Promise<SeriesTable> {
  if (typeof input === "string")
    return seriesTable(textOf(await readInput(input, signal)), input, columns);
  if (input instanceof Uint8Array) return seriesTable(textOf(input), "the table", columns);
  const series = typeof input === "object" && input !== null ? Object.entries(input) : [];
  const [first] = series;
  if (!first || !series.every(([, values]) => isNumbers(values)))
    throw new TypeError(
      `${task}: an input is ${describeValue(input)}, expected the path of a .csv file, its bytes, or { name: [numbers] }`,
    );
  const rows = first[1].length;
  const other = series.find(([, values]) => values.length !== rows);
  if (other)
    throw new RangeError(
      `${task}: the series ${other[0]} has ${other[1].length} values and ${first[0]} ${rows}, expected as many`,
    );
  const values = new Float32Array(rows * series.length);
  for (const [i, [, column]] of series.entries())
    for (let row = 0; row < rows; row++) values[row * series.length + i] = column[row]!;
  return { names: series.map(([name]) => name), rows, values };
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const isNumbers = (values: unknown): values is ArrayLike<number> =>
  (Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView))) &&
  Array.from(values as ArrayLike<unknown>).every(
    (one) => typeof one === "number" && Number.isFinite(one),
  );
