import type { Colours } from "../terminal/colours.ts";
import { displayWidth } from "../terminal/display-width.ts";
import { wrapWords } from "../terminal/wrap-words.ts";
import type { Example } from "./define-command.ts";

/** Commands to copy, each under what it does. One that is wider than the terminal goes on behind a backslash, as a shell reads it. */
export function describeExamples(
  examples: readonly Example[],
  columns: number,
  colours: Colours,
): string {
  return examples
    .flatMap(([line, meaning]) => [
      ...wrapWords(meaning, columns - 4).map((one) => `  ${colours.dim(`# ${one}`)}`),
      ...continued(line, columns - 2).map((one) => `  ${one}`),
    ])
    .join("\n");
}

function continued(line: string, columns: number): readonly string[] {
  if (displayWidth(line) <= columns) return [line];
  const lines: string[] = [];
  for (const part of shellParts(line)) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + 1 + displayWidth(part) <= columns - 2)
      lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(last === undefined ? part : `  ${part}`);
  }
  return lines.map((one, i) => (i < lines.length - 1 ? `${one} \\` : one));
}

/** Words of a command line, an option with its value, quotes kept whole: spaces in quotes are no place for a line break. */
function shellParts(line: string): readonly string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const parts: string[] = [];
  for (const word of words) {
    const before = parts.at(-1);
    const isValue = before !== undefined && /^(?:--[\w-]+|>)$/.test(before) && !/^[->|]/.test(word);
    if (isValue) parts[parts.length - 1] = `${before} ${word}`;
    else parts.push(word);
  }
  return parts;
}
