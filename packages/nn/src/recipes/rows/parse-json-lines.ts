import { RecipeError } from "../settings-error.ts";
import type { Row } from "./read-rows.ts";

/** Two fields of the JSON objects of a text, one a line; the second may be a list where there are `lists`. Empty lines are passed over. */
export function parseJsonLines(
  text: string,
  name: string,
  wanted: readonly [string, string],
  lists = false,
): readonly Row[] {
  const rows = text.split("\n").flatMap((whole, i): Row[] => {
    if (whole.trim() === "") return [];
    const line = i + 1;
    const at = `${name}: line ${line}`;
    const record = objectIn(whole, at);
    const [a, b] = wanted.map((field) => valueIn(record, field, at, wanted)) as [unknown, unknown];
    const first = textOf(a, wanted[0], at);
    if (!lists) return [{ line, values: [first, textOf(b, wanted[1], at)] }];
    if (!Array.isArray(b))
      return [{ line, values: [first, b === "" ? "" : textOf(b, wanted[1], at, "a list")] }];
    const list = b.map((one, k) => textOf(one, `${wanted[1]}[${k}]`, at).trim());
    return [{ line, values: [first, list.join("|")], list }];
  });
  if (rows.length > 0) return rows;
  throw new RecipeError(`${name} is empty, expected JSON objects with ${wanted.join(" and ")}`);
}

function objectIn(line: string, at: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new RecipeError(`${at} is no JSON, expected one object a line`);
  }
  if (typeof json === "object" && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  throw new RecipeError(`${at} is no JSON object, expected one`);
}

function valueIn(
  record: Readonly<Record<string, unknown>>,
  field: string,
  at: string,
  wanted: readonly [string, string],
): unknown {
  if (!Object.hasOwn(record, field)) {
    const has = Object.keys(record)
      .slice(0, 8)
      .map((key) => JSON.stringify(key.slice(0, 40)));
    throw new RecipeError(
      (nameOf) =>
        `${at} has no ${JSON.stringify(field)} (it has ${has.join(", ") || "nothing"}), ` +
        `expected ${wanted.map((one) => JSON.stringify(one)).join(" and ")}, or their names by ${nameOf("columns")}`,
    );
  }
  return record[field];
}

function textOf(value: unknown, field: string, at: string, other?: string): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string")
    throw new RecipeError(
      `${at}: ${field} is ${JSON.stringify(value)?.slice(0, 60)}, expected a text${other ? `, a number or ${other}` : " or a number"}`,
    );
  if (value.trim() === "") throw new RecipeError(`${at}: ${field} is empty, expected some text`);
  return value;
}
