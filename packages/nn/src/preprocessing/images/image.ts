/** A picture in memory: rows from above, three bytes a pixel, red, green and blue. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] */
  readonly data: Uint8Array;
}
