import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { noGrad, tensor } from "@qkv/nn";
import { generate, generationOptions } from "@qkv/nn/generation";
import { isConditionalGenerator, isEncoder } from "@qkv/nn/models";
import { soundFeatureExtractor } from "@qkv/nn/preprocessing";
import { fromPretrained, type Pretrained } from "@qkv/nn/pretrained";
import { expect } from "vitest";
import { type GoldenArray, rowOf } from "./golden-values.ts";

// Models that see and hear: their inputs are no files, so files are made that come as near as files can.

/** A row of an array as a batch of one. */
export const single = (all: GoldenArray, row: number): GoldenArray => ({
  shape: [1, ...all.shape.slice(1)],
  values: rowOf(all, row),
});

/**
 * Writes pixels [1, 3, height, width] as a PNG file, and beside the model what makes of its 256 levels numbers of the same
 * range; gives the numbers that come of it.
 */
export function writePicture(folder: string, { shape, values }: GoldenArray): GoldenArray {
  const [, , height, width] = shape as [number, number, number, number];
  const size = height * width;
  const ranges = [0, 1, 2].map((channel) => {
    const own = values.slice(channel * size, (channel + 1) * size);
    return [Math.min(...own), Math.max(...own)] as const;
  });
  const levels = values.map((value, i) => {
    const [low, high] = ranges[Math.floor(i / size)]!;
    return Math.round((255 * (value - low)) / (high - low));
  });
  const rows = Array.from({ length: height }, (_, y) => [
    0, // as they are, without a filter
    ...Array.from({ length: 3 * width }, (_, at) => {
      const [x, channel] = [Math.floor(at / 3), at % 3];
      return levels[channel * size + y * width + x]!;
    }),
  ]);
  writeFileSync(join(folder, "picture.png"), pngOf(width, height, rows.flat()));
  const config = {
    ...{ image_processor_type: "ViTImageProcessor", do_resize: false, do_normalize: true },
    image_mean: ranges.map(([low, high]) => -low / (high - low)),
    image_std: ranges.map(([low, high]) => 1 / (high - low)),
  };
  writeFileSync(join(folder, "preprocessor_config.json"), JSON.stringify(config));
  const shown = levels.map((level, i) => {
    const [low, high] = ranges[Math.floor(i / size)]!;
    return low + (level / 255) * (high - low);
  });
  return { shape, values: shown };
}

function pngOf(width: number, height: number, rows: readonly number[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8); // of 8 bits, red, green and blue
  const chunk = (name: string, data: Uint8Array): Buffer => {
    const named = Buffer.concat([Buffer.from(name), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Uint8Array.from(rows))),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

/** Writes samples as they are, in float32, 16,000 a second. */
export function writeSound(folder: string, samples: readonly number[]): void {
  const data = Buffer.from(Float32Array.from(samples).buffer);
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(3, 20); // floats
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(64_000, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(32, 34);
  header.write("data", 36);
  header.writeUInt32LE(data.length, 40);
  writeFileSync(join(folder, "sound.wav"), Buffer.concat([header, data]));
}

/** A sound, and the features that a model is told it by; those are compared with transformers' elsewhere. */
export function soundAndFeatures(config: object, seed: number): [readonly number[], GoldenArray] {
  const samples = Float32Array.from({ length: 4000 }, (_, i) =>
    Math.sin((seed + 1) * 0.07 * i + i * i * 1e-5),
  );
  const { input_values: found } = soundFeatureExtractor(config).extract([samples]);
  return [[...samples], { shape: found!.shape, values: [...(found!.values as Float32Array)] }];
}

/** The model's logits of one input, by name; and that they are the reference's, where these are given. */
export async function logitsOf(
  { model }: Pretrained,
  input: string,
  { shape, values }: GoldenArray,
  reference?: readonly number[],
): Promise<readonly number[]> {
  if (!isEncoder(model)) throw new Error("expected a model that sees its input at once");
  const given = tensor(Float32Array.from(values), { shape: [...shape] });
  const { logits } = noGrad(() => model.forwardNamed({ [input]: given }));
  const found = [...(await logits!.data())];
  if (reference) for (const [i, one] of found.entries()) expect(one).toBeCloseTo(reference[i]!, 3);
  for (const one of [given, logits!]) one.dispose();
  return found;
}

/** The ids that a model says of one input. */
export async function saidOf(
  { model, generationConfig }: Pretrained,
  { shape, values }: GoldenArray,
  options: Readonly<Record<string, unknown>>,
): Promise<readonly number[]> {
  if (!isConditionalGenerator(model)) throw new Error("expected a model that writes texts");
  const given = tensor(Float32Array.from(values), { shape: [...shape] });
  const settings = generationOptions({ ...generationConfig, ...options });
  const { sequences } = await generate(model, { inputs: { pixel_values: given } }, settings);
  given.dispose();
  return sequences[0]!;
}

/** The model of a folder, until what is done with it is done. */
export async function withModel<T>(folder: string, work: (opened: Pretrained) => Promise<T>) {
  const opened = await fromPretrained(folder);
  try {
    return await work(opened);
  } finally {
    opened.model.dispose();
  }
}
