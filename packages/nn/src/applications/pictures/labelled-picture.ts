/** A picture of one channel or three, and the name of what it shows. */
export interface LabelledPicture {
  /** [height, width, channels], from 0 to 255. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly label: string;
}
