import { describeValue } from "../options/describe-value.ts";
import { expectText } from "../options/expect-argument.ts";
/** What stands between symbols: a space, or nothing where each character is one. */
export type Separator = "" | " ";

/** Symbols of a source and of the target that it becomes. */
export interface SymbolPair {
  readonly source: readonly string[];
  readonly target: readonly string[];
}

export function expectSeparator(who: string, value: unknown): void {
  if (value === "" || value === " ") return;
  throw new TypeError(`${who}: separator is ${describeValue(value)}, expected "" or " "`);
}

/** " " when any line separates its symbols, "" when all of its fields are runs of characters. */
export const separatorOf = (text: string): Separator => {
  expectText("separatorOf", "text", text);
  return text.includes(" ") ? " " : "";
};

/** "a b c" -> a, b, c; with the separator "" each character is a symbol and spaces are none. */
export function splitSymbols(field: string, separator: Separator): string[] {
  expectText("splitSymbols", "field", field);
  expectSeparator("splitSymbols", separator);
  const parts = field.split(" ").filter((part) => part !== "");
  return separator === " " ? parts : parts.flatMap((part) => [...part]);
}
