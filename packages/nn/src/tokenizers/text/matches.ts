import { characterAt } from "./normalized-text.ts";
import type { Span } from "./span.ts";

/** Finds parts of a text, from left to right, none over another; some may be empty. */
export type Pattern = (text: string) => Span[];

/** Every character for which this holds, each by itself. */
export const characters =
  (holds: (character: string) => boolean): Pattern =>
  (text) => {
    const spans: Span[] = [];
    for (let start = 0; start < text.length; ) {
      const character = characterAt(text, start);
      const end = start + character.length;
      if (holds(character)) spans.push({ start, end });
      start = end;
    }
    return spans;
  };

/** Every occurrence of a text. */
export const occurrences =
  (wanted: string): Pattern =>
  (text) => {
    const spans: Span[] = [];
    if (wanted === "") return spans;
    for (let start = text.indexOf(wanted); start >= 0; ) {
      const end = start + wanted.length;
      spans.push({ start, end });
      start = text.indexOf(wanted, end);
    }
    return spans;
  };

/** Every match of a regular expression with the flags g and u or v. An empty match at the end of another is none. */
export const regexMatches =
  (regex: RegExp): Pattern =>
  (text) => {
    const spans: Span[] = [];
    let last = -1;
    for (const { 0: match, index: start } of text.matchAll(regex)) {
      const end = start + match.length;
      if (match === "" && (start === last || isInsideCharacter(text, start))) continue;
      spans.push({ start, end });
      last = end;
    }
    return spans;
  };

/** Engines find empty matches between the two halves of a surrogate pair too. */
const isInsideCharacter = (text: string, at: number): boolean =>
  /[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(Math.max(0, at - 1), at + 1));
