import { type Encoding, emptyEncoding } from "./encoding.ts";

/** Which text is cut where both are too long together. */
export const truncationStrategies = ["longestFirst", "onlyFirst", "onlySecond"] as const;
/** Which of a pair is cut: the longer one token by token, the first alone, or the second alone. */
export type TruncationStrategy = (typeof truncationStrategies)[number];

/** At which end tokens are cut off or filled in. */
export type Side = "left" | "right";

export interface Truncation {
  /** The most tokens, those that are added included. */
  readonly maxLength: number;
  /** How many tokens parts that overflow have in common. */
  readonly stride: number;
  readonly strategy: TruncationStrategy;
  /** From which end is cut. */
  readonly direction: Side;
}

/** Thrown where texts cannot be cut as asked. */
export class TruncationError extends RangeError {
  override readonly name = "TruncationError";

  constructor(problem: string) {
    super(`encode: ${problem}`);
  }
}

/** One text or two, of at most `maxLength` tokens together. */
export function truncateEncodings(
  encodings: readonly Encoding[],
  { maxLength, stride, strategy, direction }: Truncation,
): readonly Encoding[] {
  const cut = (encoding: Encoding, length: number): Encoding =>
    truncate(encoding, length, stride, direction);
  const total = encodings.reduce((sum, { length }) => sum + length, 0);
  if (maxLength === 0) return encodings.map((encoding) => cut(encoding, 0));
  if (total <= maxLength) return encodings;
  if (strategy === "longestFirst") {
    const lengths = shares(
      encodings.map(({ length }) => length),
      maxLength,
    );
    return encodings.map((encoding, i) => cut(encoding, lengths[i]!));
  }
  const which = strategy === "onlyFirst" ? 0 : 1;
  const target = encodings[which];
  if (!target)
    throw new TruncationError(`truncation is to cut the second text only, and there is none`);
  const left = target.length - (total - maxLength);
  if (left <= 0)
    throw new TruncationError(
      `truncation to ${maxLength} tokens takes ${total - maxLength} away, but the ` +
        `${which === 0 ? "first" : "second"} text, which alone is to be cut, has ${target.length}`,
    );
  return encodings.map((encoding, i) => (i === which ? cut(encoding, left) : encoding));
}

/** How long each of the texts may be: the shorter one keeps what fits, the longer one has the rest. */
function shares(lengths: readonly number[], maxLength: number): readonly number[] {
  const [one, two] = lengths;
  if (one === undefined || two === undefined) return [maxLength];
  let short = Math.min(one, two);
  let long = short > maxLength ? short : Math.max(short, maxLength - short);
  if (short + long > maxLength) {
    short = Math.floor(maxLength / 2);
    long = short + (maxLength % 2);
  }
  return one > two ? [long, short] : [short, long];
}

/** The first part that fits, or the last one, and the others as what overflows. */
function truncate(
  encoding: Encoding,
  maxLength: number,
  stride: number,
  direction: Side,
): Encoding {
  const { length } = encoding;
  if (maxLength >= length) return encoding;
  if (maxLength === 0) return emptyEncoding.with({ overflowing: [encoding] });
  if (stride >= maxLength)
    throw new TruncationError(
      `the stride is ${stride}, expected less than the ${maxLength} tokens that truncation leaves for the text`,
    );
  const step = maxLength - stride;
  const parts: Encoding[] = [];
  if (direction === "right")
    for (let start = 0; ; start += step) {
      const end = Math.min(start + maxLength, length);
      parts.push(encoding.slice(start, end));
      if (end === length) break;
    }
  else
    for (let end = length; ; end -= step) {
      const start = Math.max(0, end - maxLength);
      parts.push(encoding.slice(start, end));
      if (start === 0) break;
    }
  const [first, ...overflowing] = parts;
  return first!.with({ overflowing });
}
