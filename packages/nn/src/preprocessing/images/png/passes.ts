import { type PngHeader, samplesOf } from "./png-header.ts";

/** A picture within the picture: every dx-th pixel of every dy-th row, from (x, y) on. */
export interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly width: number;
  readonly height: number;
  /** Of a row, without the byte that names its filter. */
  readonly rowBytes: number;
}

/** Adam7. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** In the order in which they are stored; those without pixels are not. */
export function passesOf({ width, height, depth, colour, interlaced }: PngHeader): Pass[] {
  return (interlaced ? adam7 : ([[0, 0, 1, 1]] as const))
    .map(([x, y, dx, dy]) => {
      const [columns, rows] = [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)];
      const rowBytes = Math.ceil((columns * samplesOf[colour] * depth) / 8);
      return { x, y, dx, dy, width: columns, height: rows, rowBytes };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Of all rows of all passes, filters included. */
export const storedBytes = (passes: readonly Pass[]): number =>
  passes.reduce((sum, { height, rowBytes }) => sum + height * (1 + rowBytes), 0);
