import { objectAmong } from "../../model-folder/read-json.ts";
import type { FilesByName } from "../../model-folder/write-model-folder.ts";
import { jsonFile } from "../../pretrained/json-file.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { ForecasterShape } from "./forecaster.ts";
import type { SeriesData } from "./series-parts.ts";
import type { SeriesTable } from "./series-table.ts";

/** Mean and deviation of each series over the rows that are trained on: what a model sees is (value - mean) / deviation. */
export interface SeriesMeasure {
  readonly names: readonly string[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** Of the training part; a series that does not change keeps its size. */
export function measureOf({ names, values, parts }: SeriesData): SeriesMeasure {
  const width = names.length;
  const [from, to] = parts.training;
  const count = to - from;
  const over = (of: (value: number, i: number) => number): number[] =>
    names.map((_, i) => {
      let sum = 0;
      for (let row = from; row < to; row++) sum += of(values[row * width + i]!, i);
      return sum / count;
    });
  const means = over((value) => value);
  const variances = over((value, i) => (value - means[i]!) ** 2);
  return { names, means, deviations: variances.map((one) => Math.sqrt(one) || 1) };
}

/** The values in that measure: [rows, series]. @throws RecipeError for other series than those that were trained on */
export function measured(
  table: SeriesTable,
  { names, means, deviations }: SeriesMeasure,
): Float32Array {
  if (names.join("\n") !== table.names.join("\n"))
    throw new RecipeError(
      `the data have the series ${table.names.slice(0, 12).join(", ")}, expected those of the training: ${names.slice(0, 12).join(", ")}`,
    );
  const width = names.length;
  return table.values.map((value, i) => (value - means[i % width]!) / deviations[i % width]!);
}

const file = "preprocessor_config.json";
const expected = "expected the series of a forecaster with their mean and std";

/** The measure as a file of the model's folder, with what config.json does not tell of how windows are made and read. */
export const measureFiles = (
  { names, means, deviations }: SeriesMeasure,
  { repeated, quantiles }: Pick<ForecasterShape, "repeated" | "quantiles">,
): FilesByName =>
  new Map([[file, jsonFile({ series: names, mean: means, std: deviations, repeated, quantiles })]]);

/** The measure out of it. @throws RecipeError for a file that is something else */
export function measureIn(files: FilesByName): SeriesMeasure {
  const json = objectAmong(files, file);
  if (json !== undefined) return readMeasure(json);
  throw new RecipeError(`${file} is missing, ${expected}`);
}

/** The measure that the file's JSON says. @throws RecipeError for something else */
export function readMeasure(json: unknown): SeriesMeasure {
  const { series, mean, std } = Object(json);
  const isList = (list: unknown, type: string): boolean =>
    Array.isArray(list) &&
    list.length === series.length &&
    list.every((one) => typeof one === type);
  if (
    Array.isArray(series) &&
    isList(series, "string") &&
    isList(mean, "number") &&
    isList(std, "number")
  )
    return { names: series, means: mean, deviations: std };
  throw new RecipeError(`${file} is of something else, ${expected}`);
}
