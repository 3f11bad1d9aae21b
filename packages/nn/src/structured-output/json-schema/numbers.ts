import { charactersOf } from "../expressions/code-points.ts";
import {
  choice,
  type Expression,
  oneOf,
  optional,
  repeat,
  sequence,
  text,
} from "../expressions/expression.ts";
import { nonNegative } from "./digits.ts";

const digit = oneOf(charactersOf("0123456789"));
const digits = (from: number, to: number) => repeat(digit, from, to);
const whole = choice([text("0"), sequence(oneOf(charactersOf("123456789")), digits(0, 14))]);
const minus = optional(text("-"));

/** Integers that are exact in double precision: at most 15 digits. */
export const anyInteger: Expression = choice([
  text("0"),
  sequence(minus, oneOf(charactersOf("123456789")), digits(0, 14)),
]);

/** Numbers that are never too large for double precision. */
export const anyNumber: Expression = sequence(
  minus,
  whole,
  optional(sequence(text("."), digits(1, 15))),
  optional(sequence(oneOf(charactersOf("eE")), optional(oneOf(charactersOf("+-"))), digits(1, 2))),
);

/** Bounds, and whether a number may be equal to them. */
export interface NumberBounds {
  readonly least: number;
  readonly most: number;
  readonly aboveLeast: boolean;
  readonly belowMost: boolean;
}

/** Digits of a number, at most: so many tell all numbers apart. */
const mostDigits = 15;
/** Where no bound is given: digits before the point, and behind it. */
const [openDigits, usualFraction] = [9, 6];

/** Integers within bounds, without exponents. */
export function integersWithin(given: NumberBounds): Expression {
  const bounds = told(given);
  const { least, most } = closed(bounds, mostDigits);
  return signed(scaled(least, 0, bounds.aboveLeast, 1n), scaled(most, 0, bounds.belowMost, -1n), 0);
}

/** Numbers within bounds, without exponents, of at most 15 digits. */
export function numbersWithin(given: NumberBounds): Expression {
  const bounds = told(given);
  const { least, most } = closed(bounds, openDigits);
  const integral = Math.max(...[least, most].map(integralDigits));
  const wanted = Math.max(usualFraction, ...[least, most].map((one) => fractionOf(one) + 1));
  const longest = Math.max(0, Math.min(wanted, mostDigits - integral));
  return choice(
    Array.from({ length: longest + 1 }, (_, fraction) =>
      signed(
        scaled(least, fraction, bounds.aboveLeast, 1n),
        scaled(most, fraction, bounds.belowMost, -1n),
        fraction,
      ),
    ),
  );
}

/** The same bounds without those that are to be left out where neighbouring integers are one number. */
function told(bounds: NumberBounds): NumberBounds {
  const { least, most, aboveLeast, belowMost } = bounds;
  const [isLow, isHigh] = [aboveLeast && isCoarse(least), belowMost && isCoarse(most)];
  return {
    least: isLow ? neighbour(least, 1) : least,
    most: isHigh ? neighbour(most, -1) : most,
    aboveLeast: aboveLeast && !isLow,
    belowMost: belowMost && !isHigh,
  };
}

const isCoarse = (value: number): boolean =>
  Number.isFinite(value) && Math.abs(value) >= 10 ** mostDigits;

/** The next number of double precision above (1) or below (-1); of a large one. */
function neighbour(value: number, direction: 1 | -1): number {
  const bits = new BigInt64Array(1);
  const numbers = new Float64Array(bits.buffer);
  numbers[0] = value;
  bits[0]! += BigInt(Math.sign(value) * direction);
  return numbers[0]!;
}

/** Bounds where one is missing: as many digits as numbers have without them, or one more than the other bound. */
function closed({ least, most }: NumberBounds, digits: number) {
  const beyond = (one: number) =>
    Math.min(10 ** Math.max(digits, integralDigits(one) + 1) - 1, Number.MAX_VALUE);
  return {
    least:
      least === Number.NEGATIVE_INFINITY
        ? -beyond(most === Number.POSITIVE_INFINITY ? 0 : most)
        : least,
    most:
      most === Number.POSITIVE_INFINITY
        ? beyond(least === Number.NEGATIVE_INFINITY ? 0 : least)
        : most,
  };
}

interface Decimal {
  /** All digits, with the sign. */
  readonly digits: bigint;
  /** How many of them are behind the point; below 0 are zeros before it. */
  readonly fraction: number;
}

/** A number as it is written. */
function decimal(value: number): Decimal {
  const [mantissa, exponent = "0"] = String(value).split("e") as [string, string?];
  const [integral, behind = ""] = mantissa.split(".") as [string, string?];
  return { digits: BigInt(integral + behind), fraction: behind.length - Number(exponent) };
}

const fractionOf = (value: number): number => Math.max(0, decimal(value).fraction);

const integralDigits = (value: number): number =>
  String(BigInt(Math.trunc(Math.abs(value)))).length;

/**
 * A bound times 10^fraction, as the nearest integer on its inner side, which is where `inward` (1 or -1) leads; `open` leaves the
 * bound itself out.
 */
function scaled(value: number, fraction: number, open: boolean, inward: 1n | -1n): bigint {
  const { digits, fraction: own } = decimal(value);
  if (own <= fraction) return digits * 10n ** BigInt(fraction - own) + (open ? inward : 0n);
  const unit = 10n ** BigInt(own - fraction);
  const quotient = digits / unit; // towards 0
  if (digits % unit === 0n) return quotient + (open ? inward : 0n);
  const isInward = inward === 1n ? digits < 0n : digits > 0n;
  return isInward ? quotient : quotient + inward;
}

/** Integers from one to another over 10^fraction; none where the first is the larger one. */
function signed(least: bigint, most: bigint, fraction: number): Expression {
  const options: Expression[] = [];
  if (least < 0n && least <= most) {
    const nearest = most < 0n ? -most : 1n;
    options.push(sequence(text("-"), nonNegative(nearest, -least, fraction)));
  }
  if (most >= 0n && least <= most)
    options.push(nonNegative(least > 0n ? least : 0n, most, fraction));
  return choice(options);
}
