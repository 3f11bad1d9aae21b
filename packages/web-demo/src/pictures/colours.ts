type Rgb = readonly [number, number, number];

/** Which colours a picture of numbers has: of signed values, with 0 in the middle, or of amounts from 0. */
export type ColourScale = "diverging" | "sequential";

/**
 * Blue for negative and vermilion for positive values, told apart by every common kind of colour blindness; the middle is
 * the page itself, so that what is nothing looks like nothing.
 */
const stops: Record<
  ColourScale,
  { readonly light: readonly Rgb[]; readonly dark: readonly Rgb[] }
> = {
  diverging: {
    light: [
      [16, 62, 124],
      [49, 120, 184],
      [150, 192, 224],
      [250, 248, 244],
      [247, 178, 134],
      [212, 88, 32],
      [128, 36, 6],
    ],
    dark: [
      [176, 216, 255],
      [84, 158, 226],
      [38, 86, 138],
      [28, 27, 25],
      [138, 62, 22],
      [233, 118, 52],
      [255, 208, 170],
    ],
  },
  sequential: {
    light: [
      [250, 248, 244],
      [250, 205, 168],
      [236, 130, 70],
      [194, 65, 12],
      [98, 26, 4],
    ],
    dark: [
      [28, 27, 25],
      [92, 42, 18],
      [178, 78, 28],
      [246, 148, 84],
      [255, 230, 208],
    ],
  },
};

/** 256 colours, [r, g, b] each, from the lowest value to the highest. */
export function colourTable(scale: ColourScale, dark: boolean): Uint8Array {
  const colours = stops[scale][dark ? "dark" : "light"];
  const table = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (colours.length - 1);
    const below = Math.min(Math.floor(at), colours.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const from = colours[below]![channel]!;
      table[3 * i + channel] = from + (at - below) * (colours[below + 1]![channel]! - from);
    }
  }
  return table;
}

/** Which of the 256 colours a value has; what is no number, and what a mask has made -Infinity, has the middle one. */
export function colourIndex(value: number, [low, high]: readonly [number, number]): number {
  const share = (value - low) / (high - low || 1);
  return Number.isNaN(share) || value === -Infinity
    ? 128
    : Math.round(255 * Math.min(1, Math.max(0, share)));
}

/** The ends of the scale for these values: alike on both sides of 0, or from 0. */
export function domainOf(values: Float32Array, scale: ColourScale): readonly [number, number] {
  let highest = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > highest && size !== Number.POSITIVE_INFINITY) highest = size;
  }
  if (highest === 0) highest = 1;
  return scale === "diverging" ? [-highest, highest] : [0, highest];
}

export const cssColour = (table: Uint8Array, index: number): string =>
  `rgb(${table[3 * index]} ${table[3 * index + 1]} ${table[3 * index + 2]})`;

/** Whether black is read better on a colour than white. */
export function isPale(table: Uint8Array, index: number): boolean {
  const [r, g, b] = table.subarray(3 * index, 3 * index + 3);
  return 0.299 * r! + 0.587 * g! + 0.114 * b! > 140;
}
