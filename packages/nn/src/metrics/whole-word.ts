// Python's \w and \b know all of Unicode, JavaScript's only ASCII.
const WORD = "[\\p{L}\\p{N}_]";

/** Python's \b. */
export const BOUNDARY = `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`;

/** Words, alternatives or a pattern, between Python's \b; all that occur. */
export const wholeWord = (pattern: string): RegExp =>
  new RegExp(`${BOUNDARY}(?:${pattern})${BOUNDARY}`, "gu");
