import type { WaveFormat } from "./wave-format.ts";

/** Reads the sample at a byte. */
type Reader = (bytes: DataView, at: number) => number;

/** Full scale is 1: integers are divided by 2^(bits - 1), floats stay as they are. */
const readers: Readonly<Record<`${WaveFormat["kind"]}${number}`, Reader>> = {
  integer8: (bytes, at) => (bytes.getUint8(at) - 128) / 2 ** 7,
  integer16: (bytes, at) => bytes.getInt16(at, true) / 2 ** 15,
  integer24: (bytes, at) => (bytes.getUint16(at, true) + bytes.getInt8(at + 2) * 2 ** 16) / 2 ** 23,
  integer32: (bytes, at) => bytes.getInt32(at, true) / 2 ** 31,
  float32: (bytes, at) => bytes.getFloat32(at, true),
  float64: (bytes, at) => bytes.getFloat64(at, true),
};

/** The channels that lie interleaved in `data`; a frame that is not whole is left out. */
export function readWaveSamples(data: DataView, format: WaveFormat): Float32Array[] {
  const { kind, bits, channels } = format;
  const read = readers[`${kind}${bits}`]!;
  const sampleBytes = bits / 8;
  const frames = Math.floor(data.byteLength / (sampleBytes * channels));
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    for (let i = 0; i < frames; i++)
      samples[i] = read(data, (i * channels + channel) * sampleBytes);
    return samples;
  });
}
