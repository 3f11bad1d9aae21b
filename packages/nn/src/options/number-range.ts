/** Which numbers an option or a stored setting may have. */
export interface NumberRange {
  readonly integer?: boolean;
  /** -Infinity lets -Infinity in too, as `to: Infinity` does Infinity; unless told so numbers are finite. */
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
  readonly below?: number;
}

/** Whether the number lies in the range. NaN lies in none. */
export function isInRange(value: number, range: NumberRange): boolean {
  const { integer, from = -Number.MAX_VALUE, above, to = Number.MAX_VALUE, below } = range;
  if (integer && !Number.isSafeInteger(value)) return false;
  if (above !== undefined && value <= above) return false;
  if (below !== undefined && value >= below) return false;
  return value >= from && value <= to;
}

/** "an integer from 1 to 8", "a number above 0", ... */
export function describeRange({ integer, from, above, to, below }: NumberRange): string {
  const words = [
    integer ? "an integer" : "a number",
    from !== undefined ? `from ${from}` : "",
    above !== undefined ? `above ${above}` : "",
    to !== undefined ? `to ${to}` : "",
    below !== undefined
      ? `${from === undefined && above === undefined ? "" : "and "}below ${below}`
      : "",
  ];
  return words.filter((word) => word !== "").join(" ");
}
