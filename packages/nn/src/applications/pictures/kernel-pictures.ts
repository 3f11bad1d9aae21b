import type { Module } from "../../module/module.ts";
import type { Picture } from "../../recipes/sample.ts";

/** Kernels that are shown at most. */
const SHOWN = 32;
const SCALE = 4;

/**
 * What the first layer looks for: its kernels [count, 3, height, width], one picture each. Where pictures are grey the
 * three channels see the same, so that their sum is what counts; middle grey is 0.
 */
export async function kernelPictures(model: Module, grey: boolean): Promise<readonly Picture[]> {
  const first = [...model.namedParameters()].find(([, { shape }]) => shape.length === 4);
  if (!first) return [];
  const [, { shape }] = first;
  const [count, channels, height, width] = shape as readonly [number, number, number, number];
  const values = await first[1].data();
  const plane = height * width;
  return Array.from({ length: Math.min(count, SHOWN) }, (_, kernel) => {
    const of = (channel: number, at: number): number =>
      values[(kernel * channels + channel) * plane + at]!;
    const shades = Array.from({ length: plane }, (_, at) =>
      grey
        ? [
            Array.from({ length: channels }, (_, channel) => of(channel, at)).reduce(
              (a, b) => a + b,
            ),
          ]
        : Array.from({ length: channels }, (_, channel) => of(channel, at)),
    );
    const most = Math.max(1e-12, ...shades.flat().map(Math.abs));
    const shownChannels = grey ? 1 : 3;
    const pixels = new Uint8Array(plane * SCALE * SCALE * shownChannels);
    for (let y = 0; y < height * SCALE; y++)
      for (let x = 0; x < width * SCALE; x++)
        for (let channel = 0; channel < shownChannels; channel++) {
          const shade = shades[Math.floor(y / SCALE) * width + Math.floor(x / SCALE)]![channel]!;
          pixels[(y * width * SCALE + x) * shownChannels + channel] = Math.round(
            127.5 * (1 + shade / most),
          );
        }
    return {
      ...{ pixels, width: width * SCALE, height: height * SCALE, channels: shownChannels },
      caption: `kernel ${kernel + 1}`,
    } as Picture;
  });
}
