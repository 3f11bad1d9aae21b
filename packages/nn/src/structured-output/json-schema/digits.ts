import { codePoints } from "../expressions/code-points.ts";
import {
  choice,
  type Expression,
  nothing,
  oneOf,
  repeat,
  sequence,
  text,
} from "../expressions/expression.ts";

/**
 * Integers from `least` to `most`, none below 0, over 10^fraction: with so many digits behind the point, and no zeros in front
 * but one before the point.
 */
export function nonNegative(least: bigint, most: bigint, fraction: number): Expression {
  const options: Expression[] = [];
  const [from, to] = [String(least), String(most)];
  const shortest = Math.max(from.length, fraction + 1);
  const longest = Math.max(to.length, fraction + 1);
  for (let length = shortest; length <= longest; length++) {
    // Numbers with leading zeros are those below 1 alone.
    const lowest = length === fraction + 1 ? "0".repeat(length) : `1${"0".repeat(length - 1)}`;
    const first = length === shortest ? from.padStart(length, "0") : lowest;
    const last = length === longest ? to.padStart(length, "0") : "9".repeat(length);
    options.push(between(first, last, fraction));
  }
  return choice(options);
}

/** Digits that are, as a number, between two of one length. */
function between(first: string, last: string, fraction: number): Expression {
  if (first === last) return written(first, fraction);
  if (isAll(first, "0") && isAll(last, "9")) return free(first.length, fraction);
  const [low, high] = [Number(first[0]), Number(last[0])];
  const [restFirst, restLast] = [first.slice(1), last.slice(1)];
  const step = (digit: Expression, rest: Expression) =>
    sequence(point(first.length, fraction), digit, rest);
  if (low === high) return step(text(first[0]!), between(restFirst, restLast, fraction));
  const nines = "9".repeat(restFirst.length);
  const zeros = "0".repeat(restFirst.length);
  const fromLow = isAll(restFirst, "0") ? low : low + 1;
  const toHigh = isAll(restLast, "9") ? high : high - 1;
  return choice([
    ...(fromLow > low ? [step(text(first[0]!), between(restFirst, nines, fraction))] : []),
    ...(fromLow <= toHigh ? [step(digits(fromLow, toHigh), free(restFirst.length, fraction))] : []),
    ...(toHigh < high ? [step(text(last[0]!), between(zeros, restLast, fraction))] : []),
  ]);
}

/** The point, where so many digits are left. */
const point = (left: number, fraction: number): Expression =>
  left === fraction && fraction > 0 ? text(".") : nothing;

const digits = (from: number, to: number): Expression =>
  oneOf(codePoints([[0x30 + from, 0x30 + to]]));

/** So many digits of any kind. */
function free(count: number, fraction: number): Expression {
  const any = (some: number) => repeat(digits(0, 9), some, some);
  if (fraction === 0 || count < fraction) return any(count);
  return sequence(any(count - fraction), text("."), any(fraction));
}

const written = (all: string, fraction: number): Expression =>
  text(
    fraction === 0 || all.length < fraction
      ? all
      : `${all.slice(0, all.length - fraction)}.${all.slice(all.length - fraction)}`,
  );

const isAll = (text: string, digit: string): boolean => [...text].every((one) => one === digit);
