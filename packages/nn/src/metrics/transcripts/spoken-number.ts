/** Digits so far: a number that may still grow by arithmetic, or a text of digits that grows at its end. */
export type NumberSoFar = bigint | string;

/** With one to nineteen behind it; `afterTens` and `afterOnes` say what the word before was. */
export function withOnes(
  value: NumberSoFar | undefined,
  one: bigint,
  { afterTens, afterOnes }: { readonly afterTens: boolean; readonly afterOnes: boolean },
): NumberSoFar {
  if (value === undefined) return one;
  if (typeof value === "string" || afterOnes) {
    const text = String(value);
    return afterTens && one < 10n ? `${text.slice(0, -1)}${one}` : `${text}${one}`;
  }
  return value % (one < 10n ? 10n : 100n) === 0n ? value + one : `${value}${one}`;
}

/** With twenty to ninety behind it. */
export function withTens(value: NumberSoFar | undefined, ten: bigint): NumberSoFar {
  if (value === undefined) return ten;
  if (typeof value === "string") return `${value}${ten}`;
  return value % 100n === 0n ? value + ten : `${value}${ten}`;
}

/** With hundred, thousand, ... behind it, which count for the last three digits; undefined where that is no integer. */
export function times(value: NumberSoFar, multiplier: bigint): bigint | undefined {
  if (typeof value === "string") return fractionTimes(value, multiplier);
  if (value === 0n) return 0n;
  return (value / 1000n) * 1000n + (value % 1000n) * multiplier;
}

/** A text like "2.5" times an integer, where the product is an integer. */
function fractionTimes(text: string, multiplier: bigint): bigint | undefined {
  const found = /^(?=\.?\d)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!found) return undefined;
  const [, whole = "", decimals = ""] = found;
  const product = BigInt(`${whole}${decimals}`) * multiplier;
  const scale = 10n ** BigInt(decimals.length);
  return product % scale === 0n ? product / scale : undefined;
}

const NUMBER = /^\p{Nd}+(?:\.\p{Nd}+)?$/u;

/** Digits, with a decimal point or without. */
export const isNumeric = (word: string | undefined): boolean =>
  word !== undefined && NUMBER.test(word);

/** A numeric word: an integer as such, whatever zeros and script it is written in, a fraction as it stands. */
export function readNumeric(word: string): NumberSoFar {
  const [whole = "", decimals = ""] = [...word.split(".")].map(asciiDigits);
  return /^0*$/.test(decimals) ? BigInt(whole) : word;
}

/** Decimal digits of any script; those of a script follow one another, ten at a time. */
const asciiDigits = (text: string): string =>
  text.replace(/\p{Nd}/gu, (digit) => {
    let value = 0;
    const code = digit.codePointAt(0)!;
    while (/\p{Nd}/u.test(String.fromCodePoint(code - value - 1)) && value < code - 48) value++;
    return String(value % 10);
  });
