import { SoundFileError } from "./sound-file-error.ts";

/** What the "fmt " chunk of a WAV file says. */
export interface WaveFormat {
  readonly kind: "integer" | "float";
  /** Of a sample. */
  readonly bits: number;
  readonly channels: number;
  readonly sampleRate: number;
}

const kinds: Readonly<Record<number, WaveFormat["kind"]>> = { 1: "integer", 3: "float" };
const extensible = 0xfffe;
const mostChannels = 1024;
const bitsOf = { integer: [8, 16, 24, 32], float: [32, 64] } as const;

/** Codes of what else people have in WAV files. */
const names: Readonly<Record<number, string>> = {
  ...{ 2: "MS ADPCM", 6: "A-law", 7: "mu-law", 17: "IMA ADPCM", 80: "MPEG", 85: "MP3" },
  ...{ 255: "AAC", 353: "Windows Media Audio", 61868: "FLAC" },
};

/** The contents of a "fmt " chunk, checked. */
export function readWaveFormat(chunk: DataView): WaveFormat {
  if (chunk.byteLength < 16)
    throw new SoundFileError(`the fmt chunk has ${chunk.byteLength} bytes, expected at least 16`);
  const code = codeOf(chunk);
  const kind = kinds[code];
  if (!kind) {
    const name = names[code] ?? `format ${code}`;
    throw new SoundFileError(
      `it is ${name}, expected PCM or floats: convert it, "ffmpeg -i IN -c:a pcm_s16le OUT.wav" does`,
    );
  }
  const [channels, sampleRate] = [chunk.getUint16(2, true), chunk.getUint32(4, true)];
  const [frameBytes, bits] = [chunk.getUint16(12, true), chunk.getUint16(14, true)];
  if (channels < 1 || channels > mostChannels)
    throw new SoundFileError(`it has ${channels} channels, expected 1 to ${mostChannels}`);
  if (sampleRate < 1) throw new SoundFileError("its rate is 0 Hz, expected at least 1");
  if (!bitsOf[kind].some((one) => one === bits))
    throw new SoundFileError(
      `its samples are ${kind}s of ${bits} bits, expected ${bitsOf[kind].join(", ")}`,
    );
  if (frameBytes !== (channels * bits) / 8)
    throw new SoundFileError(
      `a frame has ${frameBytes} bytes, expected ${(channels * bits) / 8} for ${channels} channels of ${bits} bits`,
    );
  return { kind, bits, channels, sampleRate };
}

/** The format's code; of WAVE_FORMAT_EXTENSIBLE the one that its GUID begins with. */
function codeOf(chunk: DataView): number {
  const code = chunk.getUint16(0, true);
  if (code !== extensible) return code;
  if (chunk.byteLength < 40)
    throw new SoundFileError(
      `the fmt chunk has ${chunk.byteLength} bytes, expected at least 40 for WAVE_FORMAT_EXTENSIBLE`,
    );
  return chunk.getUint16(24, true);
}
