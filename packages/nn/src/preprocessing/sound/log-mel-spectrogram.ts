import type { MelFilter } from "./mel-filter-bank.ts";
import { filtered, PowerSpectrum } from "./power-spectrum.ts";
import { hannWindow } from "./windows.ts";

const floor = 1e-10;
/** Decades below the loudest that are kept. */
const range = 8;

/** Whisper's: windows around every hop, reflected at the ends, over mels, log10 and scaled. A. Radford et al., 2022. */
export class LogMelSpectrogram {
  readonly #spectrum: PowerSpectrum;
  readonly #window: Float64Array;
  readonly #hop: number;
  readonly #filters: readonly MelFilter[];

  constructor(length: number, hop: number, filters: readonly MelFilter[]) {
    this.#spectrum = new PowerSpectrum(length);
    this.#window = hannWindow(length, { periodic: true });
    this.#hop = hop;
    this.#filters = filters;
  }

  /** But for the last one. A window of odd length has no sample more on the right than on the left, and reaches further. */
  frames(samples: number): number {
    return Math.max(0, Math.floor((samples - (this.#window.length % 2)) / this.#hop));
  }

  /** Of a row of samples into `mels` [filters, frames]. */
  compute(samples: Float32Array, mels: Float32Array): void {
    const frames = this.frames(samples.length);
    const power = new Float64Array(this.#spectrum.bins);
    const frame = new Float64Array(this.#spectrum.length);
    let loudest = Number.NEGATIVE_INFINITY;
    for (let t = 0; t < frames; t++) {
      if (this.#take(samples, t, frame)) this.#spectrum.compute(frame, power);
      else power.fill(0); // silence, as padding is
      for (const [i, filter] of this.#filters.entries()) {
        const decades = Math.log10(Math.max(floor, filtered(power, filter)));
        mels[i * frames + t] = decades;
        loudest = Math.max(loudest, decades);
      }
    }
    for (let i = 0; i < mels.length; i++) mels[i] = (Math.max(mels[i]!, loudest - range) + 4) / 4;
  }

  /** The samples under the window around hop t; whether any of them is not 0. */
  #take(samples: Float32Array, t: number, frame: Float64Array): boolean {
    const first = t * this.#hop - Math.floor(frame.length / 2);
    let sounds = false;
    for (let i = 0; i < frame.length; i++) {
      const sample = samples[reflected(first + i, samples.length)]!;
      frame[i] = sample * this.#window[i]!;
      if (sample !== 0) sounds = true;
    }
    return sounds;
  }
}

/** ... 2 1 0 1 2 ... n-2 n-1 n-2 ... */
function reflected(at: number, length: number): number {
  if (at >= 0 && at < length) return at;
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const place = ((at % period) + period) % period;
  return place < length ? place : period - place;
}
