import { describeValue } from "../../options/describe-value.ts";
import { OptionError } from "../../options/option-error.ts";
import { roundHalfEven } from "../round-half-even.ts";

/** A size as a preprocessor_config.json gives it, always by the names of its sides. */
export type ImageSize =
  | { readonly height: number; readonly width: number }
  | { readonly shortest_edge: number; readonly longest_edge?: number }
  | { readonly max_height: number; readonly max_width: number };

const shapes = [
  ["height", "width"],
  ["shortest_edge"],
  ["shortest_edge", "longest_edge"],
  ["max_height", "max_width"],
] as const;

const largest = 2 ** 15;
const isSide = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) <= largest;

/**
 * A size out of a preprocessor_config.json. Older files have a number: both sides, or of those processors that keep the
 * proportions (`square` false) the shorter one; or a list of height and width.
 */
export function readSize(field: string, value: unknown, square: boolean): ImageSize {
  if (isSide(value)) return square ? { height: value, width: value } : { shortest_edge: value };
  if (Array.isArray(value) && value.length === 2) {
    const [height, width]: readonly unknown[] = value;
    if (isSide(height) && isSide(width)) return { height, width };
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const sides = Object.entries(value).filter(([, side]) => side !== null);
    const fits = shapes.some(
      (names) => names.length === sides.length && names.every((name) => Object.hasOwn(value, name)),
    );
    if (fits && sides.every(([, side]) => isSide(side)))
      return Object.fromEntries(sides) as unknown as ImageSize;
  }
  throw new OptionError(
    `preprocessor_config.json: ${field} is ${typeof value === "object" ? JSON.stringify(value) : describeValue(value)}, ` +
      `expected ${shapes.map((names) => `{ ${names.join(", ")} }`).join(" or ")} with integers from 1 to ${largest}`,
  );
}

/** Both sides of what a picture becomes. */
export interface Sides {
  readonly height: number;
  readonly width: number;
}

/** As transformers counts them: in floating point, cut off at the point. */
export function resizedSides({ height, width }: Sides, size: ImageSize): Sides {
  if ("height" in size) return size;
  if ("max_height" in size) {
    const scale = Math.min(size.max_height / height, size.max_width / width);
    return { height: Math.trunc(height * scale), width: Math.trunc(width * scale) };
  }
  const { shortest_edge: shortest, longest_edge: longest } = size;
  if (longest !== undefined) return betweenEdges({ height, width }, shortest, longest);
  const other = Math.trunc((shortest * Math.max(height, width)) / Math.min(height, width));
  return width <= height ? { height: other, width: shortest } : { height: shortest, width: other };
}

/** The shorter side as asked for, but that the longer one is not above its bound. */
function betweenEdges({ height, width }: Sides, shortest: number, longest: number): Sides {
  const [low, high] = [Math.min(height, width), Math.max(height, width)];
  const bounded = (high / low) * shortest > longest ? (longest * low) / high : undefined;
  const short = bounded === undefined ? shortest : roundHalfEven(bounded);
  if (low === short) return { height, width };
  const exact = bounded ?? short;
  return width < height
    ? { height: Math.trunc((exact * height) / width), width: short }
    : { height: short, width: Math.trunc((exact * width) / height) };
}
