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
  /** exp(-2 pi i k / length), where a frame of even length is taken as half as many complex numbers. */
  readonly #halves: { readonly cos: Float64Array; readonly sin: Float64Array } | undefined;

  constructor(length: number) {
    this.length = length;
    this.bins = Math.floor(length / 2) + 1;
    const half = length / 2;
    const size = length % 2 === 0 ? half : length;
    this.#transform = fourierTransform(size);
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
    const turned = (of: (angle: number) => number): Float64Array =>
      Float64Array.from({ length: this.bins }, (_, k) => of((-2 * Math.PI * k) / length));
    if (size === half) this.#halves = { cos: turned(Math.cos), sin: turned(Math.sin) };
  }

  /** Of a real frame of `length` samples, into `power` [bins]. */
  compute(frame: Float64Array, power: Float64Array): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    if (this.#halves) {
      for (let i = 0; i < real.length; i++) {
        real[i] = frame[2 * i]!;
        imaginary[i] = frame[2 * i + 1]!;
      }
      this.#transform.transform(real, imaginary);
      this.#apart(power, this.#halves);
      return;
    }
    real.set(frame);
    imaginary.fill(0);
    this.#transform.transform(real, imaginary);
    for (let k = 0; k < this.bins; k++) power[k] = real[k]! ** 2 + imaginary[k]! ** 2;
  }

  /**
   * Even samples as real and odd ones as imaginary parts have the transform Z; those of even and odd samples alone are
   * (Z[k] + conj Z[n - k]) / 2 and (Z[k] - conj Z[n - k]) / 2i, and X[k] is the first and the second turned by k.
   */
  #apart(
    power: Float64Array,
    { cos, sin }: { readonly cos: Float64Array; readonly sin: Float64Array },
  ): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    const n = real.length;
    for (let k = 0; k < this.bins; k++) {
      const [i, j] = [k === n ? 0 : k, k === 0 ? 0 : n - k];
      const evenReal = (real[i]! + real[j]!) / 2;
      const evenImaginary = (imaginary[i]! - imaginary[j]!) / 2;
      const oddReal = (imaginary[i]! + imaginary[j]!) / 2;
      const oddImaginary = (real[j]! - real[i]!) / 2;
      const a = evenReal + oddReal * cos[k]! - oddImaginary * sin[k]!;
      const b = evenImaginary + oddReal * sin[k]! + oddImaginary * cos[k]!;
      power[k] = a * a + b * b;
    }
  }
}

/** The sum under a filter. */
export function filtered(power: Float64Array, { first, weights }: MelFilter): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * power[first + i]!;
  return sum;
}
