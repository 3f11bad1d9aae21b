import type { DataParts } from "../data-parts.ts";
import { Draws } from "../draws.ts";
import { drawInto } from "../pictures/drawn-digits.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";

/** A picture and what is said of it. */
export type CaptionedPicture = LabelledPicture;

/** The quarters of a scene, in the order in which they are told. */
const places = ["top left", "top right", "bottom left", "bottom right"] as const;

/** Digits in a scene at most. */
const MOST = 3;

/** Puts a digit of this number into a quarter of a scene, whose upper left corner is at (left, top). */
type Placing = (scene: Uint8Array, digit: number, left: number, top: number) => void;

/** A scene of one to three digits in quarters of their own, and its caption: "a 3 at the top left and a 7 at the bottom right". */
function madeScene(draws: Draws, side: number, place: Placing): CaptionedPicture {
  const pixels = new Uint8Array(side * side);
  const quarters = [0, 1, 2, 3];
  const count = 1 + draws.below(MOST);
  const chosen = Array.from(
    { length: count },
    () => quarters.splice(draws.below(quarters.length), 1)[0]!,
  ).sort((a, b) => a - b);
  const told = chosen.map((quarter) => {
    const digit = draws.below(10);
    place(pixels, digit, (quarter % 2) * (side / 2), Math.floor(quarter / 2) * (side / 2));
    return `a ${digit} at the ${places[quarter]}`;
  });
  return { pixels, width: side, height: side, channels: 1, label: told.join(" and ") };
}

export const DRAWN_SIDE = 16;

/** Scenes of drawn digits, each somewhere in its quarter, lighter and darker, under noise. */
export function drawnScenes(seed: number, count: number): DataParts<CaptionedPicture> {
  const draws = new Draws(seed);
  const half = DRAWN_SIDE / 2;
  const scene = () => {
    const made = madeScene(draws, DRAWN_SIDE, (pixels, digit, left, top) =>
      drawInto(pixels, digit, {
        ...{ width: DRAWN_SIDE, light: 130 + draws.below(100) },
        ...{ left: left + 1 + draws.below(half - 4), top: top + 1 + draws.below(half - 6) },
      }),
    );
    return { ...made, pixels: made.pixels.map((pixel) => Math.min(255, pixel + draws.below(25))) };
  };
  const scenes = (some: number) => Array.from({ length: some }, scene);
  const tenth = Math.floor(count / 10);
  return { validation: scenes(tenth), test: scenes(tenth), training: scenes(count - 2 * tenth) };
}

/** Scenes of pictures of digits, each made half as high and wide; none is in scenes of two parts. */
export function scenesOf(
  digits: DataParts<LabelledPicture>,
  { seed, scenes }: { readonly seed: number; readonly scenes: number },
): DataParts<CaptionedPicture> {
  const side = digits.training[0]!.width;
  const part = (pictures: readonly LabelledPicture[], count: number, own: number) => {
    const draws = new Draws(seed + own);
    const byDigit = Array.from({ length: 10 }, (_, digit) =>
      pictures.filter(({ label }) => label === String(digit)).map(halved),
    );
    return Array.from({ length: count }, () =>
      madeScene(draws, side, (scene, digit, left, top) => {
        const small = draws.one(byDigit[digit]!);
        const half = side / 2;
        for (let y = 0; y < half; y++)
          scene.set(small.subarray(y * half, (y + 1) * half), (top + y) * side + left);
      }),
    );
  };
  const heldOut = Math.min(2000, Math.max(1, Math.floor(scenes / 10)));
  return {
    training: part(digits.training, scenes, 0),
    validation: part(digits.validation, heldOut, 1),
    test: part(digits.test, heldOut, 2),
  };
}

/** Each two by two pixels as their mean. */
function halved({ pixels, width, height }: LabelledPicture): Uint8Array {
  const half = width / 2;
  return Uint8Array.from({ length: half * (height / 2) }, (_, i) => {
    const at = 2 * Math.floor(i / half) * width + 2 * (i % half);
    const sum = pixels[at]! + pixels[at + 1]! + pixels[at + width]! + pixels[at + width + 1]!;
    return Math.round(sum / 4);
  });
}
