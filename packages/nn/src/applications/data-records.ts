import { describeValue } from "../options/describe-value.ts";
import { expectText } from "../options/expect-argument.ts";
import { type ParsedRow, parseCsv } from "../recipes/rows/parse-csv.ts";
import { RecipeError } from "../recipes/settings-error.ts";
import { type DataFiles, nameIn, readText } from "./data-files.ts";

/** A record of a file, and the line that it begins in, from 1. */
export interface DataRow {
  readonly line: number;
  /** Of text the line; of comma-separated values and of tabs an object of texts; of JSON whatever stands there. */
  readonly value: unknown;
}

/**
 * All records of a file by its ending: .jsonl and .ndjson have a JSON value a line, .csv and .tsv a first line of names, and
 * of every other file each line is one. A file that is also called .gz is unpacked. Empty lines are passed over.
 *
 * @throws RecipeError that names the line, what was expected and what came
 */
export async function readRecords(files: DataFiles, name: string): Promise<readonly DataRow[]> {
  const { read, names, source }: Partial<DataFiles> = Object(files);
  if (typeof read !== "function" || !Array.isArray(names) || typeof source !== "string")
    throw new TypeError(
      `readRecords: files are ${describeValue(files)}, expected DataFiles, such as dataOnDisk gives`,
    );
  expectText("readRecords", "name", name);
  const shown = nameIn(files, name);
  const text = await readText(files, name);
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const ending = /\.(jsonl|ndjson|csv|tsv)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase();
  if (ending === "csv") return named(parseCsv(plain, shown), shown);
  const lines = linesOf(plain);
  if (ending === "tsv")
    return named(
      lines.map(({ line, value }) => ({ line, fields: value.split("\t") })),
      shown,
    );
  const filled = lines.filter(({ value }) => value.trim() !== "");
  if (ending === undefined) return filled;
  return filled.map(({ line, value }) => ({
    line,
    value: parsed(value, `${shown}: line ${line}`),
  }));
}

const linesOf = (text: string) =>
  text
    .split(/\r?\n/)
    .map((value, i) => ({ line: i + 1, value }))
    .filter(({ value }) => value !== "");

/** Rows as objects, by the names in the first. */
function named([header, ...rows]: readonly ParsedRow[], name: string): readonly DataRow[] {
  if (!header) return [];
  const names = header.fields.map((field) => field.trim());
  const twice = names.find((one, i) => names.indexOf(one) !== i);
  if (twice !== undefined)
    throw new RecipeError(
      `${name}: line ${header.line} names two columns ${JSON.stringify(twice)}, expected a name of its own for each`,
    );
  return rows.map(({ line, fields }) => {
    if (fields.length !== names.length)
      throw new RecipeError(
        `${name}: line ${line} has ${fields.length} columns, expected ${names.length}, as the first line; ` +
          "a text with a comma stands in double quotes",
      );
    return { line, value: Object.fromEntries(names.map((one, i) => [one, fields[i]!])) };
  });
}

function parsed(line: string, at: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RecipeError(`${at} is no JSON, expected one value a line`);
  }
}
