import { expectBytes } from "../expect-bytes.ts";
import type { Sound } from "./sound.ts";
import { SoundFileError } from "./sound-file-error.ts";
import { readWaveFormat, type WaveFormat } from "./wave-format.ts";
import { readWaveSamples } from "./wave-samples.ts";

/** What programs write for a size that they do not know, as they write to a pipe. */
const unknownSize = 0xffffffff;

/**
 * Read a WAV file: integers of 8, 16, 24 and 32 bits, floats of 32 and 64, any rate, up to 1,024 channels. Memory is taken
 * for the samples that are in the file, whatever its header says.
 *
 * @throws SoundFileError for other files, and for one that ends before its samples do
 */
export function readWave(bytes: Uint8Array): Sound {
  expectBytes("readWave", bytes);
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  expectRiff(file);
  let format: WaveFormat | undefined;
  for (let at = 12; at + 8 <= file.byteLength; ) {
    const [name, size] = [nameAt(file, at), file.getUint32(at + 4, true)];
    const start = at + 8;
    const rest = file.byteLength - start;
    if (name === "data") {
      if (!format) throw new SoundFileError("there is no fmt chunk before its data");
      const length = size === unknownSize ? rest : size;
      if (length > rest)
        throw new SoundFileError(
          `its data have ${rest} bytes, expected ${size}: the file is cut off`,
        );
      const samples = new DataView(file.buffer, file.byteOffset + start, length);
      return { sampleRate: format.sampleRate, channels: readWaveSamples(samples, format) };
    }
    if (size > rest)
      throw new SoundFileError(
        `chunk ${JSON.stringify(name)} says ${size} bytes, and ${rest} are left in the file`,
      );
    if (name === "fmt ")
      format = readWaveFormat(new DataView(file.buffer, file.byteOffset + start, size));
    at = start + size + (size & 1); // chunks begin at even places
  }
  throw new SoundFileError("there is no data chunk");
}

function expectRiff(file: DataView): void {
  if (file.byteLength < 12)
    throw new SoundFileError(`it has ${file.byteLength} bytes, expected a WAV file`);
  const [container, kind] = [nameAt(file, 0), nameAt(file, 8)];
  if (container === "RIFF" && kind === "WAVE") return;
  throw new SoundFileError(`it is ${nameOf(container, kind)}, expected a WAV file ("RIFF…WAVE")`);
}

/** Files that people take for WAV. */
function nameOf(container: string, kind: string): string {
  if (container === "RF64" || container === "BW64") return `${container}, a WAV file beyond 4 GiB`;
  if (container === "RIFX") return "RIFX, a WAV file whose bytes lie the other way round";
  if (container === "fLaC") return "FLAC";
  if (container === "OggS") return "Ogg";
  if (container.startsWith("ID3") || /^\xff[\xe0-\xff]/.test(container)) return "MP3";
  if (kind.startsWith("ftyp") || container.endsWith("ftyp")) return "MP4";
  return "of another kind";
}

const nameAt = (file: DataView, at: number): string =>
  String.fromCharCode(...Array.from({ length: 4 }, (_, i) => file.getUint8(at + i)));
