import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nn } from "../library.mjs";
import { meetDemand } from "./demand.mjs";
import { storedTensor } from "./stored-tensor.mjs";

const tolerance = 1e-7;
const heard = 16000;

/** A WAV file: its samples to the bit, their mean, and as many of them at 16 kHz as last as long. */
export async function runWave({ record, tensors, folder }, comparison) {
  const bytes = readFileSync(join(folder, record.file));
  await meetDemand(
    record.must,
    "SoundFileError",
    () => {
      const sound = nn.readWave(bytes);
      return { compare: () => compareSound(sound, record, tensors, comparison) };
    },
    comparison,
  );
}

function compareSound({ sampleRate, channels }, record, tensors, comparison) {
  const mono = nn.mixToMono({ sampleRate, channels });
  comparison.addFigure("channels", channels.length, record.channels ?? channels.length, 0);
  if (record.rate === undefined) return; // of a file that only may be read
  comparison.addFigure("rate", sampleRate, record.rate, 0);
  comparison.addFigure("samples", mono.length, record.samples, 0);
  const expected = storedTensor(tensors, record.tensor);
  for (const [channel, samples] of channels.entries())
    for (const [i, sample] of samples.entries()) {
      const stored = expected.values[channel * record.samples + i];
      comparison.addFigure(`[${channel}, ${i}]`, sample, stored, tolerance);
    }
  for (const [i, sample] of mono.entries()) {
    const mean = channels.reduce((sum, one) => sum + one[i], 0) / channels.length;
    comparison.addFigure(`mono[${i}]`, sample, mean, tolerance);
  }
  const length = nn.resample(mono, sampleRate, heard).length;
  comparison.addFigure("at 16 kHz", length, Math.ceil((mono.length * heard) / sampleRate), 0);
}
