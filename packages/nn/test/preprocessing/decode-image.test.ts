import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { decodeImage } from "../../src/preprocessing/images/decode-image.ts";
import { ImageFileError } from "../../src/preprocessing/images/image-file-error.ts";
import { oriented } from "../../src/preprocessing/images/oriented.ts";
import { fuzzRuns } from "../fuzz-runs.ts";
import { type PngSettings, pngChunk, pngOf } from "./png-of.ts";
import { joined } from "./wave-bytes.ts";

const golden = new URL("golden/preprocessing/", import.meta.url);
const stored = (kind: string): Uint8Array[] => {
  const book = JSON.parse(readFileSync(new URL("images.json", golden), "utf8"));
  const files: string[] = book.images.map(({ file }: { readonly file: string }) => file);
  const found = files.filter((file) => file.endsWith(kind));
  expect(found.length).toBeGreaterThan(0);
  return found.map((file) => new Uint8Array(readFileSync(new URL(file, golden))));
};

const palette = Uint8Array.from({ length: 48 }, (_, i) => (i * 37) % 256);
const sampleOf = ({ depth }: PngSettings) => {
  const most = 2 ** Math.min(depth, 4) - 1;
  // Of 16 bits the low byte is to be dropped.
  return (y: number, x: number, s: number) =>
    depth === 16 ? 257 * ((31 * y + 17 * x + 5 * s) % 255) + 1 : (7 * y + 3 * x + s) % (most + 1);
};

describe("PNG of every colour type and depth, plain and interlaced", () => {
  const kinds = [
    ...[1, 2, 4, 8, 16].map((depth) => ({ type: 0, depth })),
    ...[8, 16].flatMap((depth) => [2, 4, 6].map((type) => ({ type, depth }))),
    ...[1, 2, 4, 8].map((depth) => ({ type: 3, depth })),
  ];
  test.each(kinds.flatMap((kind) => [false, true].map((interlaced) => ({ ...kind, interlaced }))))(
    "type $type, $depth bits, interlaced $interlaced",
    async ({ type, depth, interlaced }) => {
      for (const [width, height] of [
        [1, 1],
        [13, 11],
        [3, 9],
      ] as const) {
        const settings: PngSettings = {
          ...{ width, height, depth, type, interlaced, filters: [4, 0, 3, 1, 2] },
          ...(type === 3 ? { palette } : {}),
        };
        const sample = sampleOf(settings);
        const image = await decodeImage(pngOf(settings, sample));
        expect([image.width, image.height]).toEqual([width, height]);
        const eight = (value: number) =>
          depth === 16 ? value >> 8 : depth === 8 ? value : (value * 255) / (2 ** depth - 1);
        const colour = (y: number, x: number, channel: number) => {
          if (type === 3) return palette[3 * sample(y, x, 0) + channel]!;
          return eight(sample(y, x, type === 0 || type === 4 ? 0 : channel));
        };
        const expected = Array.from({ length: 3 * width * height }, (_, i) =>
          colour(Math.floor(i / (3 * width)), Math.floor(i / 3) % width, i % 3),
        );
        expect([...image.data]).toEqual(expected);
      }
    },
  );
});

test("all eight orientations turn a picture upright", () => {
  // 1 2 3 / 4 5 6, by the red of each pixel.
  const image = { width: 3, height: 2, data: new Uint8Array(18) };
  for (let i = 0; i < 6; i++) image.data[3 * i] = i + 1;
  const seen = (orientation: number) => {
    const { width, data } = oriented(image, orientation);
    const reds = [...data].filter((_, i) => i % 3 === 0).join("");
    return reds.replace(new RegExp(`.{${width}}(?=.)`, "g"), "$&/");
  };
  expect([1, 2, 3, 4, 5, 6, 7, 8].map(seen)).toEqual([
    ...["123/456", "321/654", "654/321", "456/123"],
    ...["14/25/36", "41/52/63", "63/52/41", "36/25/14"],
  ]);
});

describe("hostile pictures are refused before memory is taken", () => {
  const grey = { depth: 8, type: 0 };
  const header = (width: number, height: number) => {
    const whole = pngOf({ ...grey, width: 1, height: 1 }, () => 0);
    const view = new DataView(new ArrayBuffer(13));
    view.setUint32(0, width);
    view.setUint32(4, height);
    view.setUint8(8, 8);
    const head = pngChunk("IHDR", new Uint8Array(view.buffer));
    return joined(whole.subarray(0, 8), head, whole.subarray(8 + head.length));
  };
  const bomb = joined(
    header(100, 100).subarray(0, 33),
    pngChunk("IDAT", new Uint8Array(deflateSync(new Uint8Array(2 ** 22)))),
    pngChunk("IEND", new Uint8Array(0)),
  );

  test.each([
    ["nothing", new Uint8Array(0), /it is empty/],
    ["GIF", new TextEncoder().encode("GIF89a"), /it is GIF, expected PNG, JPEG or WebP/],
    ["too many pixels", header(2 ** 20, 2 ** 20), /1048576 x 1048576 pixels, expected at most/],
    ["more than its bytes hold", header(8000, 8000), /cannot hold its 64008000 bytes of pixels/],
    ["no pixels", header(0, 5), /0 x 5 pixels/],
    ["data that end early", header(20, 20), /data end after 2 bytes of 420/],
    ["a CMYK picture", jpegHeader(4), /4 components, CMYK/],
    ["a JPEG of more than its bytes hold", jpegHeader(3), /cannot hold 60000 x 1000 pixels/],
  ])("%s", async (_, file, reason) => {
    await expect(decodeImage(file)).rejects.toThrow(ImageFileError);
    await expect(decodeImage(file)).rejects.toThrow(reason);
  });

  test("what data say beyond the pixels is not decompressed", async () => {
    expect((await decodeImage(bomb)).data).toEqual(new Uint8Array(30000));
  });

  test("maxPixels", async () => {
    const file = pngOf({ ...grey, width: 4, height: 4 }, () => 1);
    expect((await decodeImage(file, { maxPixels: 16 })).width).toBe(4);
    await expect(decodeImage(file, { maxPixels: 15 })).rejects.toThrow("at most 15 (maxPixels)");
  });
});

/** A frame header of 60000 x 1000 pixels. */
function jpegHeader(components: number): Uint8Array {
  const frame = [8, 0x03, 0xe8, 0xea, 0x60, components, ...Array(3 * components).fill(0)];
  return Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, frame.length + 2, ...frame);
}

test.each(["png", "jpg", "webp"])("a %s file that is cut off anywhere is refused", async (kind) => {
  for (const file of stored(kind).slice(0, 2)) {
    await decodeImage(file);
    const step = Math.max(1, Math.floor(file.length / 60));
    for (let length = 0; length < file.length - 2; length += step)
      await expect(decodeImage(file.slice(0, length)), `${length}`).rejects.toThrow(ImageFileError);
  }
});

it("reads or refuses with ImageFileError whatever bytes of a file change", async () => {
  const files = ["png", "jpg", "webp"].flatMap((kind) => stored(kind).slice(0, 2));
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 });
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), flips, async (file, changes) => {
      const bytes = file.slice();
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      try {
        const { width, height, data } = await decodeImage(bytes, { maxPixels: 2 ** 20 });
        expect(data.length).toBe(3 * width * height);
        accepted++;
      } catch (error) {
        expect(error).toBeInstanceOf(ImageFileError);
      }
    }),
    fuzzRuns(150),
  );
  expect(accepted).toBeGreaterThan(0);
});
