/** Letters with marks that decomposition (NFKD) leaves whole. */
const WHOLE_LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ œ: "oe", Œ: "OE", æ: "ae", Æ: "AE", ø: "o", Ø: "O", ß: "ss", ẞ: "SS" },
    ...{ đ: "d", Đ: "D", ð: "d", Ð: "D", þ: "th", Þ: "th", ł: "l", Ł: "L" },
  }),
);
const SYMBOL = /[\p{M}\p{S}\p{P}]/u;
const MARK = /\p{Mn}/u;

/** Marks, symbols and punctuation as blanks; letters keep their diacritics (NFKC). */
export const removeSymbols = (text: string): string =>
  [...text.normalize("NFKC")].map((one) => (SYMBOL.test(one) ? " " : one)).join("");

/** The same without diacritics (NFKD), but for the symbols that are kept. */
export function removeSymbolsAndDiacritics(text: string, kept = ""): string {
  const plain = (one: string): string => {
    if (kept.includes(one)) return one;
    const letter = WHOLE_LETTERS.get(one);
    if (letter !== undefined) return letter;
    if (MARK.test(one)) return "";
    return SYMBOL.test(one) ? " " : one;
  };
  return [...text.normalize("NFKD")].map(plain).join("");
}
