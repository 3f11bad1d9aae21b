import { RecipeError } from "../settings-error.ts";
import { type ParsedRow, parseCsv } from "./parse-csv.ts";
import { parseJsonLines } from "./parse-json-lines.ts";

/** Which two columns of a file are read. */
export interface ColumnNames {
  /** What they are called where nobody says otherwise: "text" and "label". */
  readonly usual: readonly [string, string];
  /** What the user says that they are called; none where it is empty. */
  readonly given: readonly string[];
  /** Whether the second may list any number of texts: in JSON a list, elsewhere one text with | between them; or none. */
  readonly lists?: boolean;
}

/** Two values of a line. */
export interface Row {
  readonly line: number;
  readonly values: readonly [string, string];
  /** What a list in JSON holds, of which the second value is the text with | between them. */
  readonly list?: readonly string[];
}

/**
 * Two columns of a text: JSON objects a line, comma-separated values, or lines with tabs; by the ending of the file's name, or
 * by its first line. The last two begin with a line of names, or have the two columns and no such line.
 *
 * @throws RecipeError that names the line, what was expected and what came
 */
export function readRows(text: string, name: string, columns: ColumnNames): readonly Row[] {
  if (columns.given.length !== 0 && columns.given.length !== 2)
    throw new RecipeError(
      (nameOf) =>
        `${nameOf("columns")} names ${columns.given.length} columns, expected two: ${columns.usual.join(",")}`,
    );
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const format = formatOf(name, plain);
  const wanted = columns.given.length === 2 ? (columns.given as [string, string]) : columns.usual;
  if (format === "jsonl") return parseJsonLines(plain, name, wanted, columns.lists);
  const rows = format === "csv" ? parseCsv(plain, name) : parseTsv(plain);
  const [first, ...others] = rows;
  if (!first) throw new RecipeError(`${name} is empty, expected ${wanted.join(" and ")}`);
  const header = headerIn(first, { name, wanted, given: columns.given.length > 0 });
  const width = header ? first.fields.length : 2;
  const places = header ?? ([0, 1] as const);
  return (header ? others : rows).map(({ line, fields }) => {
    const at = `${name}: line ${line}`;
    if (fields.length !== width) throw wrongWidth(at, fields.length, width, wanted, format);
    const [a, b] = places.map((place) => fields[place]!) as [string, string];
    for (const [i, value] of [a, b].entries())
      if (value.trim() === "" && !(columns.lists && i === 1))
        throw new RecipeError(`${at}: ${wanted[i]} is empty, expected some text`);
    return { line, values: [a, b] };
  });
}

type Format = "jsonl" | "csv" | "tsv";

function formatOf(name: string, text: string): Format {
  const ending = /\.(jsonl|ndjson|csv|tsv)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending) return ending === "ndjson" ? "jsonl" : (ending as Format);
  const first = text.trimStart().split("\n", 1)[0] ?? "";
  if (first.startsWith("{")) return "jsonl";
  if (first.startsWith("["))
    throw new RecipeError(`${name} is a JSON array, expected a JSON object a line (.jsonl)`);
  return first.includes("\t") || !first.includes(",") ? "tsv" : "csv";
}

function parseTsv(text: string): readonly ParsedRow[] {
  return text.split("\n").flatMap((whole, i) => {
    const line = whole.endsWith("\r") ? whole.slice(0, -1) : whole;
    return line === "" ? [] : [{ line: i + 1, fields: line.split("\t") }];
  });
}

interface Header {
  readonly name: string;
  readonly wanted: readonly [string, string];
  readonly given: boolean;
}

/** Where the wanted columns are, if the first line says so; undefined where it is a row of two columns itself. */
function headerIn(
  { line, fields }: ParsedRow,
  { name, wanted, given }: Header,
): readonly [number, number] | undefined {
  const called = fields.map((field) => field.trim().toLowerCase());
  const [a, b] = wanted.map((one) => called.indexOf(one.toLowerCase())) as [number, number];
  if (a >= 0 && b >= 0) return [a, b];
  if (!given && a < 0 && b < 0 && fields.length === 2) return undefined;
  const missing = wanted.filter((_, i) => [a, b][i]! < 0);
  const came = fields
    .slice(0, 8)
    .map((field) => JSON.stringify(field.trim().slice(0, 40)))
    .join(", ");
  const columns = `${fields.length} ${fields.length === 1 ? "column" : "columns"}`;
  throw new RecipeError(
    (nameOf) =>
      `${name}: line ${line} has ${columns} (${came}) and none is ${missing.map((one) => JSON.stringify(one)).join(" or ")}; ` +
      `expected a first line that names ${wanted.join(" and ")}, or two columns and no such line, ` +
      `or their names by ${nameOf("columns")}`,
  );
}

function wrongWidth(
  at: string,
  came: number,
  width: number,
  wanted: readonly [string, string],
  format: Format,
): RecipeError {
  const quotes =
    format === "csv" && came > width ? "; a text with a comma stands in double quotes" : "";
  return new RecipeError(
    `${at} has ${came} ${came === 1 ? "column" : "columns"}, expected ${width}` +
      `${width === 2 ? `: ${wanted.join(" and ")}` : ", as the first line"}${quotes}`,
  );
}
