import { type ParsedRow, parseCsv } from "../../recipes/rows/parse-csv.ts";
import { RecipeError } from "../../recipes/settings-error.ts";

/** Series of the same times, side by side. */
export interface SeriesTable {
  /** What they are called. */
  readonly names: readonly string[];
  readonly rows: number;
  /** [rows, series], row by row */
  readonly values: Float32Array;
}

/**
 * Series out of comma-separated values: a line of names, then a line for each time. A first column that is no number, a date
 * for one, tells the time and is passed over. `wanted` names those that are taken; all unless given.
 *
 * @throws RecipeError that names the line, what was expected and what came
 */
export function seriesTable(text: string, name: string, wanted: readonly string[]): SeriesTable {
  const [head, ...lines] = parseCsv(text, name);
  if (!head)
    throw new RecipeError(`${name} is empty, expected a line of names and lines of numbers`);
  const called = head.fields.map((field) => field.trim());
  if (called.every(isNumber))
    throw new RecipeError(
      `${name}: line ${head.line} has numbers only, expected the names of the columns there`,
    );
  const [first] = lines;
  if (!first) throw new RecipeError(`${name} has a line of names only, expected numbers below it`);
  const places = placesOf(called, first, name, wanted);
  const values = new Float32Array(lines.length * places.length);
  for (const [row, { line, fields }] of lines.entries()) {
    if (fields.length !== called.length)
      throw new RecipeError(
        `${name}: line ${line} has ${columns(fields.length)}, expected ${called.length}, as the first line` +
          (fields.length === 1 && /[;\t]/.test(fields[0]!)
            ? "; columns stand apart by commas"
            : ""),
      );
    for (const [i, place] of places.entries())
      values[row * places.length + i] = numberOf(
        fields[place]!,
        `${name}: line ${line}: ${called[place]}`,
      );
  }
  return { names: places.map((place) => called[place]!), rows: lines.length, values };
}

/** Which columns are series. */
function placesOf(
  called: readonly string[],
  { fields, line }: ParsedRow,
  name: string,
  wanted: readonly string[],
): readonly number[] {
  if (wanted.length > 0)
    return wanted.map((one) => {
      const place = called.indexOf(one);
      if (place >= 0) return place;
      throw new RecipeError(
        (nameOf) =>
          `${name}: line 1 has no column ${JSON.stringify(one)}, which ${nameOf("columns")} names; ` +
          `it has ${called.slice(0, 12).join(", ")}`,
      );
    });
  const places = [...called.keys()].filter((i) => i > 0 || isNumber(fields[0] ?? ""));
  if (places.length > 0) return places;
  throw new RecipeError(
    `${name}: line ${line} has ${columns(fields.length)} and no number, expected columns of numbers` +
      (/[;\t]/.test(called[0] ?? "") ? " that stand apart by commas" : ""),
  );
}

const columns = (count: number): string => `${count} ${count === 1 ? "column" : "columns"}`;

const isNumber = (field: string): boolean => field.trim() !== "" && Number.isFinite(Number(field));

function numberOf(field: string, where: string): number {
  if (isNumber(field)) return Number(field);
  const came = field.trim() === "" ? "empty" : JSON.stringify(field.slice(0, 40));
  throw new RecipeError(`${where} is ${came}, expected a number`);
}
