import { crc32, deflateSync } from "node:zlib";
import { joined } from "./wave-bytes.ts";

const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

export interface PngSettings {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** PNG's colour type. */
  readonly type: number;
  readonly interlaced?: boolean;
  /** Of each row in turn. */
  readonly filters?: readonly number[];
  readonly palette?: Uint8Array;
  /** Chunks before the data. */
  readonly before?: readonly Uint8Array[];
}

export function pngChunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = joined(new Uint8Array(4), new TextEncoder().encode(name), data, new Uint8Array(4));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(4, -4)));
  return bytes;
}

/** A PNG file of samples that `sampleAt` gives, by row, column and place in the pixel. */
export function pngOf(
  settings: PngSettings,
  sampleAt: (y: number, x: number, sample: number) => number,
): Uint8Array {
  const { width, height, depth, type, interlaced = false, palette, before = [] } = settings;
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  for (const [i, byte] of [depth, type, 0, 0, interlaced ? 1 : 0].entries())
    header.setUint8(8 + i, byte);
  return joined(
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk("IHDR", new Uint8Array(header.buffer)),
    ...before,
    ...(palette ? [pngChunk("PLTE", palette)] : []),
    pngChunk("IDAT", new Uint8Array(deflateSync(rowsOf(settings, sampleAt)))),
    pngChunk("IEND", new Uint8Array(0)),
  );
}

function rowsOf(
  { width, height, depth, type, interlaced = false, filters = [0] }: PngSettings,
  sampleAt: (y: number, x: number, sample: number) => number,
): Uint8Array {
  const samples = samplesOf[type]!;
  const rows: Uint8Array[] = [];
  for (const [x0, y0, dx, dy] of interlaced ? adam7 : ([[0, 0, 1, 1]] as const)) {
    if (x0 >= width) continue;
    let above: Uint8Array | undefined;
    for (let y = y0; y < height; y += dy) {
      const bits: string[] = [];
      for (let x = x0; x < width; x += dx)
        for (let s = 0; s < samples; s++)
          bits.push(sampleAt(y, x, s).toString(2).padStart(depth, "0"));
      const text = bits.join("");
      const row = Uint8Array.from({ length: Math.ceil(text.length / 8) }, (_, i) =>
        Number.parseInt(text.slice(8 * i, 8 * i + 8).padEnd(8, "0"), 2),
      );
      const filter = filters[rows.length % filters.length]!;
      rows.push(filtered(filter, row, above, Math.max(1, (samples * depth) / 8)));
      above = row;
    }
  }
  return joined(...rows);
}

/** The row as differences, after the number of its filter. */
function filtered(filter: number, row: Uint8Array, above: Uint8Array | undefined, pixel: number) {
  const result = new Uint8Array(row.length + 1);
  result[0] = filter;
  for (let i = 0; i < row.length; i++) {
    const [left, up] = [row[i - pixel] ?? 0, above?.[i] ?? 0];
    const corner = above?.[i - pixel] ?? 0;
    const guess = left + up - corner;
    const nearest = [left, up, corner].sort(
      (a, b) => Math.abs(guess - a) - Math.abs(guess - b),
    )[0]!;
    result[i + 1] = row[i]! - [0, left, up, (left + up) >> 1, nearest][filter]!;
  }
  return result;
}
