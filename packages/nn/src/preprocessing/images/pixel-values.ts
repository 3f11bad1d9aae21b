import type { RgbImage } from "./image.ts";
import type { ProcessorSteps } from "./processor-fields.ts";

/** What each byte of each channel becomes: a Float32Array of 256 for red, green and blue. */
export type ChannelTables = readonly Float32Array[];

/** (byte * scale - mean) / std, rounded to float32 after each step, as numpy does. */
export function channelTables({ scale, normalize }: ProcessorSteps): ChannelTables {
  const round = Math.fround;
  return [0, 1, 2].map((channel) => {
    const [mean, std] = [round(normalize?.mean[channel] ?? 0), round(normalize?.std[channel] ?? 1)];
    return Float32Array.from({ length: 256 }, (_, byte) => {
      const scaled = round(scale === undefined ? byte : byte * scale);
      return normalize ? round(round(scaled - mean) / std) : scaled;
    });
  });
}

/** A picture's values into the corner of `values` [3, height, width]; what lies outside stays as it is. */
export function writePixelValues(
  image: RgbImage,
  tables: ChannelTables,
  values: Float32Array,
  { height, width }: { readonly height: number; readonly width: number },
): void {
  for (const [channel, table] of tables.entries())
    for (let y = 0, from = channel; y < image.height; y++)
      for (let x = 0, to = (channel * height + y) * width; x < image.width; x++, to++, from += 3)
        values[to] = table[image.data[from]!]!;
}
