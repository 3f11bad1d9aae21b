import { expectText } from "../options/expect-argument.ts";
import { splitWords } from "./python-whitespace.ts";

/** The rules of NIST's mteval-v13a.pl, in its order. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/([{-~[-` -&(-+:-@/])/gu, " $1 "], // punctuation but ' , - .
  [/([^0-9])([.,])/gu, "$1 $2 "], // a period or comma that no digit precedes
  [/([.,])([^0-9])/gu, " $1 $2"], // or that none follows
  [/([0-9])(-)/gu, "$1 $2 "], // a dash after a digit
];

const entities: readonly (readonly [string, string])[] = [
  ["<skipped>", ""],
  ["-\n", ""],
  ["\n", " "],
  ["&quot;", '"'],
  ["&amp;", "&"],
  ["&lt;", "<"],
  ["&gt;", ">"],
];

/** Words and punctuation as WMT's scorer mteval-v13a.pl separates them. */
export function tokenize13a(text: string): string[] {
  expectText("tokenize13a", "text", text);
  let line = text;
  for (const [written, meant] of entities) line = line.replaceAll(written, meant);
  line = ` ${line} `;
  for (const [pattern, replacement] of rules) line = line.replace(pattern, replacement);
  return splitWords(line);
}
