import type { Printer } from "../terminal/printer.ts";

type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !ArrayBuffer.isView(value);
const isRows = (value: unknown): value is readonly Row[] =>
  Array.isArray(value) && value.length > 0 && value.every(isRow);
const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "number");

/** A result for people, by its shape: texts as they are, rows as a table, many numbers by their sizes. */
export function describeResult(result: unknown, printer: Printer): string {
  if (isRows(result)) {
    const texts = result.map(textOf);
    if (texts.every((text) => text !== undefined)) return texts.join("\n\n");
    return tableOf(result, printer);
  }
  if (isRow(result)) {
    if (typeof result.text === "string" && isRows(result.chunks))
      return `${result.text}\n\n${tableOf(result.chunks, printer)}`;
    const lists = Object.entries(result).filter(([, value]) => Array.isArray(value));
    const rows = lists[0] && sideBySide(lists as [string, readonly unknown[]][]);
    return textOf(result) ?? tableOf(rows ?? [result], printer);
  }
  if (isNumbers(result)) return result.length > 8 ? sizes(result) : result.map(shown).join("  ");
  if (Array.isArray(result) && result.length === 0) return "nothing";
  if (Array.isArray(result) && numbersIn(result)) return sizes(result);
  if (Array.isArray(result)) return result.map((one) => describeResult(one, printer)).join("\n\n");
  return String(result);
}

/** What a row says that has one text alone. */
function textOf(row: Row): string | undefined {
  const [first, ...others] = Object.entries(row);
  const [, text] = first ?? [];
  if (others.length > 0) return undefined;
  if (typeof text === "string") return text;
  if (isRows(text)) return text.map(({ role, content }) => `${role}: ${content}`).join("\n");
  return undefined;
}

/** { labels, scores } as rows of a label and a score. */
const sideBySide = (lists: readonly (readonly [string, readonly unknown[]])[]): readonly Row[] =>
  lists[0]![1].map((_, i) =>
    Object.fromEntries(
      lists.map(([name, list]) => [name.replace(/^(label|score)s$/, "$1"), list[i]]),
    ),
  );

function tableOf(rows: readonly Row[], printer: Printer): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const right = names.flatMap((name, i) => (typeof rows[0]![name] === "number" ? [i] : []));
  const cells = rows.map((row) => names.map((name) => shown(row[name])));
  return printer.table([names, ...cells], { right, indent: "  " });
}

const shown = (value: unknown): string => {
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : value.toFixed(4);
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
};

const numbersIn = (value: unknown): boolean =>
  Array.isArray(value) && (isNumbers(value) || numbersIn(value[0]));

/** [1, 9, 768]: 0.0312 -0.2210 ... */
function sizes(value: unknown): string {
  const shape: number[] = [];
  let inner = value;
  while (Array.isArray(inner)) {
    shape.push(inner.length);
    inner = inner[0];
  }
  const flat = [value].flat(shape.length) as number[];
  const first = flat.slice(0, 6).map(shown).join("  ");
  return `[${shape.join(", ")}]: ${first}${flat.length > 6 ? "  ..." : ""}`;
}
