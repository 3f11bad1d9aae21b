import { type MelFilter, melFilterBank } from "./mel-filter-bank.ts";
import { filtered, PowerSpectrum } from "./power-spectrum.ts";
import { hannWindow } from "./windows.ts";

/** The machine epsilon of float32, below which nothing is taken the logarithm of. */
const floor = 2 ** -23;
const preemphasis = 0.97;
const lowest = 20;

/**
 * Kaldi's filter banks with its defaults but for a Hann window and no dither, as torchaudio.compliance.kaldi.fbank:
 * https://docs.pytorch.org/audio/stable/compliance.kaldi.html. Frames of 25 ms every 10 ms that lie in the sound as a whole.
 */
export class KaldiFilterBank {
  readonly #frame: number;
  readonly #hop: number;
  readonly #window: Float64Array;
  readonly #spectrum: PowerSpectrum;
  readonly #filters: readonly MelFilter[];

  constructor(sampleRate: number, filters: number) {
    this.#frame = Math.floor(sampleRate * 0.025);
    this.#hop = Math.floor(sampleRate * 0.01);
    this.#window = hannWindow(this.#frame, { periodic: false });
    this.#spectrum = new PowerSpectrum(2 ** Math.ceil(Math.log2(this.#frame)));
    this.#filters = melFilterBank({
      ...{ bins: this.#spectrum.bins, filters, sampleRate, minFrequency: lowest },
      ...{ scale: "kaldi", trianglesInMel: true },
    });
  }

  /** Of a sound into `mels` [frames, filters], as many frames as there is room for; those after its end stay as they are. */
  compute(samples: Float32Array, mels: Float32Array): void {
    const count = this.#filters.length;
    if (samples.length < this.#frame)
      throw new RangeError(
        `extract: a sound has ${samples.length} samples, expected at least ${this.#frame}, a frame of 25 ms`,
      );
    const there = 1 + Math.floor((samples.length - this.#frame) / this.#hop);
    const frames = Math.min(there, mels.length / count);
    const frame = new Float64Array(this.#spectrum.length);
    const power = new Float64Array(this.#spectrum.bins);
    for (let t = 0; t < frames; t++) {
      this.#take(samples.subarray(t * this.#hop, t * this.#hop + this.#frame), frame);
      this.#spectrum.compute(frame, power);
      for (const [i, filter] of this.#filters.entries())
        mels[t * count + i] = Math.log(Math.max(floor, filtered(power, filter)));
    }
  }

  /** Without its mean, with the heights raised, under the window. */
  #take(samples: Float32Array, frame: Float64Array): void {
    let sum = 0;
    for (const sample of samples) sum += sample;
    const mean = sum / samples.length;
    let before = samples[0]! - mean;
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i]! - mean;
      frame[i] = (sample - preemphasis * before) * this.#window[i]!;
      before = sample;
    }
  }
}
