import type { LabelledPicture } from "./labelled-picture.ts";

/** How far pictures are changed at most while a model learns from them. */
export interface Augmentation {
  /** Pixels to each side. */
  readonly shift: number;
  /** Degrees to each side. */
  readonly rotate: number;
  /** Part of the side by which pictures are made larger or smaller. */
  readonly zoom: number;
  /** Side of a square that is made empty in half of the pictures, as a part of the picture's side; 0 for none. */
  readonly erase: number;
  /** Half of the pictures are mirrored. */
  readonly flip: boolean;
}

/** Numbers in [0, 1) that one picture takes. */
export const DRAWS = 8;

/**
 * A picture shifted, turned, zoomed and mirrored about its middle, in between pixels by their distance, with a square left
 * out (Zhong et al., arXiv:1708.04896); `drawn` are `DRAWS` numbers in [0, 1). What comes in from outside is `outside`.
 */
export function augmented(
  { pixels, width, height, channels }: LabelledPicture,
  { shift, rotate, zoom, erase, flip }: Augmentation,
  drawn: ArrayLike<number>,
  outside = 0,
): Uint8Array {
  const signed = (place: number): number => 2 * drawn[place]! - 1;
  const angle = (signed(0) * rotate * Math.PI) / 180;
  const scale = 1 / (1 + signed(1) * zoom);
  const mirror = flip && drawn[2]! < 0.5 ? -1 : 1;
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const [dx, dy] = [signed(3) * shift, signed(4) * shift];
  const changed = new Uint8Array(pixels.length);
  const at = (x: number, y: number, channel: number): number =>
    x < 0 || y < 0 || x >= width || y >= height
      ? outside
      : pixels[(y * width + x) * channels + channel]!;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      // Where the pixel was before: the changes undone, last to first.
      const [u, v] = [(x - middleX - dx) * mirror, y - middleY - dy];
      const [fromX, fromY] = [cos * u + sin * v + middleX, cos * v - sin * u + middleY];
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      const [right, low] = [fromX - left, fromY - top];
      for (let channel = 0; channel < channels; channel++) {
        const above = at(left, top, channel) * (1 - right) + at(left + 1, top, channel) * right;
        const below =
          at(left, top + 1, channel) * (1 - right) + at(left + 1, top + 1, channel) * right;
        changed[(y * width + x) * channels + channel] = Math.round(above * (1 - low) + below * low);
      }
    }
  if (erase > 0 && drawn[5]! < 0.5) {
    const side = Math.round(erase * Math.min(width, height));
    const [x, y] = [drawn[6]! * (width - side + 1), drawn[7]! * (height - side + 1)].map(
      Math.floor,
    );
    for (let row = y!; row < y! + side; row++)
      changed.fill(outside, (row * width + x!) * channels, (row * width + x! + side) * channels);
  }
  return changed;
}
