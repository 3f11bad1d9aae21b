/** Which numbers an option or a stored setting may have. */
export interface NumberRange {
  readonly integer?: boolean;
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
  readonly below?: number;
}

/** Whether the number lies in the range. */
export function isInRange(value: number, range: NumberRange): boolean {
  const {
    integer = false,
    from = -Infinity,
    above = -Infinity,
    to = Infinity,
    below = Infinity,
  } = range;
  if (!Number.isFinite(value) || (integer && !Number.isSafeInteger(value))) return false;
  return value >= from && value > above && value <= to && value < below;
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
