import { fourierTransform } from "./fourier.ts";
import type { MelFilter } from "./mel-filter-bank.ts";
import type { ComplexTransform } from "./mixed-radix-transform.ts";

/** Computes |X[k]|^2 of frames of one length. */
export class PowerSpectrum {
  readonly length: number;
  readonly bins: number;
  readonly #transform: ComplexTransform;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;

  constructor(length: number) {
    this.length = length;
    this.bins = Math.floor(length / 2) + 1;
    this.#transform = fourierTransform(length);
    this.#real = new Float64Array(length);
    this.#imaginary = new Float64Array(length);
  }

  /** Of a real frame of `length` samples, into `power` [bins]. */
  compute(frame: Float64Array, power: Float64Array): void {
    const [real, imaginary] = [this.#real, this.#imaginary];
    real.set(frame);
    imaginary.fill(0);
    this.#transform.transform(real, imaginary);
    for (let k = 0; k < this.bins; k++) power[k] = real[k]! ** 2 + imaginary[k]! ** 2;
  }
}

/** The sum under a filter. */
export function filtered(power: Float64Array, { first, weights }: MelFilter): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * power[first + i]!;
  return sum;
}
