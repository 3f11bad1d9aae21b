import { RecipeError } from "../settings-error.ts";

/** A row of a file, and the line that it begins in, from 1. */
export interface ParsedRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * The rows of comma-separated values, RFC 4180: a field may stand in double quotes, in which commas and line ends are text
 * and a quote stands twice. Empty lines are passed over.
 *
 * @throws RecipeError for a quote that does not end, or ends in the middle of a field
 */
export function parseCsv(text: string, name: string): readonly ParsedRow[] {
  const rows: ParsedRow[] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const began = line;
    const fields: string[] = [];
    for (;;) {
      const quoted = text[at] === '"';
      const field = quoted ? quotedField(text, at, `${name}: line ${line}`) : plainField(text, at);
      fields.push(field.value);
      line += field.lines;
      at = field.end;
      if (text[at] !== ",") break;
      at++;
    }
    if (text[at] === "\r") at++;
    if (text[at] === "\n") at++;
    line++;
    if (fields.length > 1 || fields[0] !== "") rows.push({ line: began, fields });
  }
  return rows;
}

interface Field {
  readonly value: string;
  /** Line ends in it. */
  readonly lines: number;
  /** Where the comma or the line's end behind it stands. */
  readonly end: number;
}

function plainField(text: string, start: number): Field {
  const found = /[,\r\n]/g;
  found.lastIndex = start;
  const end = found.exec(text)?.index ?? text.length;
  return { value: text.slice(start, end), lines: 0, end };
}

function quotedField(text: string, start: number, where: string): Field {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2); // a quote of the text's
  if (end < 0)
    throw new RecipeError(`${where} has a field in double quotes that does not end; close it`);
  const raw = text.slice(start + 1, end);
  const behind = text[end + 1];
  if (behind !== undefined && !",\r\n".includes(behind))
    throw new RecipeError(
      `${where} has ${JSON.stringify(behind)} behind a closing double quote, expected a comma or the line's end; ` +
        "a quote in a quoted field stands twice",
    );
  return {
    value: raw.replaceAll('""', '"'),
    lines: raw.split("\n").length - 1,
    end: end + 1,
  };
}
