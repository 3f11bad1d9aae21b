import { cutToWidth, displayWidth } from "./display-width.ts";

export interface WrapOptions {
  /** Before each line but the first. */
  readonly hang?: string;
  /** Whether a word that is wider than a line is cut behind its dots, slashes and commas, else anywhere. Otherwise it sticks out. */
  readonly cut?: boolean;
}

/** Text in lines of at most so many columns, wrapped between words. Its own line breaks and indentation stay. */
export function wrapWords(text: string, columns: number, options: WrapOptions = {}): string[] {
  return text
    .split("\n")
    .flatMap((line) => (displayWidth(line) <= columns ? [line] : wrapLine(line, columns, options)));
}

function wrapLine(line: string, columns: number, { hang = "", cut = false }: WrapOptions) {
  const lines: string[] = [];
  let current = /^ */.exec(line)![0];
  let empty = true;
  const end = (): void => {
    lines.push(current);
    current = hang;
    empty = true;
  };
  for (const word of line.split(" ").filter((one) => one !== "")) {
    if (!empty && displayWidth(current) + 1 + displayWidth(word) > columns) end();
    let rest = word;
    while (cut && displayWidth(current) + displayWidth(rest) > columns) {
      const part = beginningOf(rest, Math.max(1, columns - displayWidth(current)));
      if (part === rest) break;
      current += part;
      rest = rest.slice(part.length);
      end();
    }
    current += empty ? rest : ` ${rest}`;
    empty = false;
  }
  if (!empty) lines.push(current);
  return lines;
}

/** As much of a word as fits, to behind a sign where there is one; at least one character. */
function beginningOf(word: string, columns: number): string {
  const most = cutToWidth(word, columns) || [...word][0]!;
  const sign = /^.*[/.,:_-]/u.exec(most)?.[0];
  return sign === undefined || sign.length * 2 < most.length ? most : sign;
}
