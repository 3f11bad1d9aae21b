import type { DataParts } from "../data-parts.ts";
import { Draws } from "../draws.ts";
import type { LabelledPicture } from "./labelled-picture.ts";

/** Rows of three pixels, from above. */
const glyphs = [
  ...["111101101101111", "010110010010111", "111001111100111", "111001111001111"],
  ...["101101111001001", "111100111001111", "111100111101111", "111001010010010"],
  ...["111101111101111", "111101111001111"],
];
const [COLUMNS, ROWS] = [3, 5];
export const SIDE = 8;

/** Digits of 3 by 5 pixels somewhere in pictures of 8 by 8, lighter and darker, under noise. */
export function drawnDigits(seed: number, count: number): DataParts<LabelledPicture> {
  const draws = new Draws(seed);
  const pictures = Array.from({ length: count }, () => drawnDigit(draws.below(10), draws));
  const tenth = Math.floor(count / 10);
  return {
    training: pictures.slice(2 * tenth),
    validation: pictures.slice(0, tenth),
    test: pictures.slice(tenth, 2 * tenth),
  };
}

function drawnDigit(digit: number, draws: Draws): LabelledPicture {
  const pixels = Uint8Array.from({ length: SIDE * SIDE }, () => draws.below(80));
  drawInto(pixels, digit, {
    ...{ width: SIDE, left: draws.below(SIDE - COLUMNS + 1), top: draws.below(SIDE - ROWS + 1) },
    light: 120 + draws.below(100),
  });
  return { pixels, width: SIDE, height: SIDE, channels: 1, label: String(digit) };
}

/** A digit into a grey picture, its upper left corner at (left, top). */
export function drawInto(
  pixels: Uint8Array,
  digit: number,
  place: {
    readonly width: number;
    readonly left: number;
    readonly top: number;
    readonly light: number;
  },
): void {
  const { width, left, top, light } = place;
  for (const [i, set] of [...glyphs[digit]!].entries()) {
    const at = (top + Math.floor(i / COLUMNS)) * width + left + (i % COLUMNS);
    if (set === "1") pixels[at] = Math.min(255, pixels[at]! + light);
  }
}
