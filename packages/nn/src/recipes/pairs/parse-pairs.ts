import { type Separator, type SymbolPair, splitSymbols } from "../../tokenizers/symbols.ts";
import { RecipeError } from "../settings-error.ts";

/** Attention costs the square of the length, for each sequence of a batch. */
const longestSequence = 512;
const largestFile = 2 ** 24;

/** The pairs of a TSV text, a source, a tab and a target a line; errors name the source and the line. */
export function parsePairs(text: string, separator: Separator, name: string): SymbolPair[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  let symbols = 0;
  return lines.map((line, i) => {
    const at = `${name}: line ${counted(i + 1)}`;
    const pair = parseLine(line.endsWith("\r") ? line.slice(0, -1) : line, separator, at);
    symbols += pair.source.length + pair.target.length;
    if (symbols > largestFile)
      throw new RecipeError(
        `${at} is where the file exceeds ${counted(largestFile)} symbols; take a part of it`,
      );
    return pair;
  });
}

function parseLine(line: string, separator: Separator, at: string): SymbolPair {
  if (line.trim() === "") throw new RecipeError(`${at} is empty, expected source TAB target`);
  const [source, target, ...rest] = line.split("\t", 4);
  if (source === undefined || target === undefined || rest.length > 0) {
    const came =
      rest.length === 0 ? "no tab" : `${rest.length === 1 ? "two" : "more than two"} tabs`;
    throw new RecipeError(`${at} has ${came}, expected source TAB target, with one tab`);
  }
  return {
    source: sequence(source, separator, `${at}: the source`),
    target: sequence(target, separator, `${at}: the target`),
  };
}

function sequence(field: string, separator: Separator, at: string): readonly string[] {
  const symbols = splitSymbols(field, separator);
  if (symbols.length === 0) throw new RecipeError(`${at} is empty, expected symbols`);
  if (symbols.length > longestSequence)
    throw new RecipeError(
      `${at} has ${counted(symbols.length)} symbols, expected at most ${longestSequence}`,
    );
  return symbols;
}

/** 1234567 -> "1,234,567" */
const counted = (count: number): string => count.toLocaleString("en-US");
