import { CommandError } from "../failures/command-error.ts";
import { formatCount } from "../terminal/format-number.ts";

/** Symbols of a source and of the target that it becomes. */
export interface SymbolPair {
  readonly source: readonly string[];
  readonly target: readonly string[];
}

/** What stands between symbols: a space, or nothing where each character is one. */
export type Separator = "" | " ";

/** Attention costs the square of the length, for each sequence of a batch. */
const longestSequence = 512;
const largestFile = 2 ** 24;

/** " " when any line separates its symbols, "" when all of its fields are runs of characters. */
export const separatorOf = (text: string): Separator => (text.includes(" ") ? " " : "");

/** "a b c" -> a, b, c; with the separator "" each character is a symbol and spaces are none. */
export function splitSymbols(field: string, separator: Separator): string[] {
  const parts = field.split(" ").filter((part) => part !== "");
  return separator === " " ? parts : parts.flatMap((part) => [...part]);
}

/** The pairs of a TSV text, a source, a tab and a target a line; errors name the source and the line. */
export function parsePairs(text: string, separator: Separator, name: string): SymbolPair[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  let symbols = 0;
  return lines.map((line, i) => {
    const at = `${name}: line ${formatCount(i + 1)}`;
    const pair = parseLine(line.endsWith("\r") ? line.slice(0, -1) : line, separator, at);
    symbols += pair.source.length + pair.target.length;
    if (symbols > largestFile)
      throw new CommandError(
        `${at} is where the file exceeds ${formatCount(largestFile)} symbols; take a part of it`,
      );
    return pair;
  });
}

function parseLine(line: string, separator: Separator, at: string): SymbolPair {
  if (line.trim() === "") throw new CommandError(`${at} is empty, expected source TAB target`);
  const [source, target, ...rest] = line.split("\t", 4);
  if (source === undefined || target === undefined || rest.length > 0) {
    const came =
      rest.length === 0 ? "no tab" : `${rest.length === 1 ? "two" : "more than two"} tabs`;
    throw new CommandError(`${at} has ${came}, expected source TAB target, with one tab`);
  }
  return {
    source: sequence(source, separator, `${at}: the source`),
    target: sequence(target, separator, `${at}: the target`),
  };
}

function sequence(field: string, separator: Separator, at: string): readonly string[] {
  const symbols = splitSymbols(field, separator);
  if (symbols.length === 0) throw new CommandError(`${at} is empty, expected symbols`);
  if (symbols.length > longestSequence)
    throw new CommandError(
      `${at} has ${formatCount(symbols.length)} symbols, expected at most ${longestSequence}`,
    );
  return symbols;
}
