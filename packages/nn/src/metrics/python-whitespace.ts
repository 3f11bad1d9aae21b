// What Python's str.split() and str.rstrip() take for whitespace; JavaScript's \s differs in
// U+001C to U+001F, U+0085 and U+FEFF, and scores are to be those of sacrebleu.
const SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
/** Python's \s+, as the source of a pattern. */
export const SPACING = `[${SPACE}]+`;
/** The same where it begins alone: what has to follow is looked for once for each run of white space, and not from each of its blanks. */
export const WHOLE_SPACING = `(?<![${SPACE}])${SPACING}`;
const SPACES = new RegExp(SPACING, "u");
const TRAILING = new RegExp(`${WHOLE_SPACING}$`, "u");
const ALL = new RegExp(SPACING, "gu");

/** The words between white space: Python's `text.split()`. */
export const splitWords = (text: string): string[] =>
  text.split(SPACES).filter((word) => word !== "");

/** Python's `text.rstrip()`. */
export const stripEnd = (text: string): string => text.replace(TRAILING, "");

/** Any white space as a single blank. */
export const squeezeSpaces = (text: string): string => text.replace(ALL, " ");
