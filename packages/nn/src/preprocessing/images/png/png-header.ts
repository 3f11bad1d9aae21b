import { ImageFileError } from "../image-file-error.ts";
import type { Chunk } from "./chunks.ts";

/** What IHDR says. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Of a sample. */
  readonly depth: number;
  readonly colour: Colour;
  readonly interlaced: boolean;
}

/** Kinds of pixels, and their samples. */
export type Colour = "grey" | "rgb" | "palette" | "greyAlpha" | "rgba";
export const samplesOf = { grey: 1, rgb: 3, palette: 1, greyAlpha: 2, rgba: 4 } as const;

const colours: Readonly<Record<number, readonly [Colour, ...number[]]>> = {
  0: ["grey", 1, 2, 4, 8, 16],
  2: ["rgb", 8, 16],
  3: ["palette", 1, 2, 4, 8],
  4: ["greyAlpha", 8, 16],
  6: ["rgba", 8, 16],
};

export function readPngHeader(chunk: Chunk | undefined): PngHeader {
  if (chunk?.name !== "IHDR" || chunk.data.length !== 13)
    throw new ImageFileError("PNG: its first chunk is no IHDR of 13 bytes");
  const view = new DataView(chunk.data.buffer, chunk.data.byteOffset, 13);
  const [depth, code] = [view.getUint8(8), view.getUint8(9)];
  const [compression, filter, interlace] = [
    view.getUint8(10),
    view.getUint8(11),
    view.getUint8(12),
  ];
  const found = colours[code];
  if (!found?.includes(depth))
    throw new ImageFileError(`PNG: there are no pixels of colour type ${code} and ${depth} bits`);
  if (compression !== 0 || filter !== 0 || interlace > 1)
    throw new ImageFileError(
      `PNG: compression ${compression}, filters ${filter}, interlacing ${interlace}; expected 0, 0, and 0 or 1`,
    );
  const [colour] = found;
  return {
    ...{ width: view.getUint32(0, false), height: view.getUint32(4, false), depth, colour },
    interlaced: interlace === 1,
  };
}
