import { ImageFileError } from "./image-file-error.ts";

/** What is known of a picture before memory is taken for it. */
export interface ImageHeader {
  readonly width: number;
  readonly height: number;
  /** Of its EXIF data, 1 to 8: how it is to be turned. 1 where nothing is said. */
  readonly orientation: number;
}

/** Refuse a picture of no pixels, or of more than `maxPixels`. */
export function expectSize(width: number, height: number, maxPixels: number): void {
  if (width < 1 || height < 1)
    throw new ImageFileError(`it is ${width} x ${height} pixels, expected at least 1 x 1`);
  if (width * height > maxPixels)
    throw new ImageFileError(
      `it is ${width} x ${height} pixels, expected at most ${maxPixels} (maxPixels)`,
    );
}
