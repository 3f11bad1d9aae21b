import { type ComplexTransform, MixedRadixTransform } from "./mixed-radix-transform.ts";

/**
 * The transform of a length with large prime factors, as a convolution with a chirp, whose length is a power of two.
 * L. I. Bluestein, "A linear filtering approach to the computation of discrete Fourier transform".
 */
export class ChirpTransform implements ComplexTransform {
  readonly #length: number;
  readonly #inner: ComplexTransform;
  // exp(-pi i n^2 / length)
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  // The transform of its conjugate, around 0.
  readonly #chirpReal: Float64Array;
  readonly #chirpImaginary: Float64Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;

  constructor(length: number) {
    this.#length = length;
    const doublings = Math.ceil(Math.log2(2 * length - 1));
    const size = 2 ** doublings;
    this.#inner = new MixedRadixTransform(size, Array<number>(doublings).fill(2));
    // n^2 counts modulo 2 length: so the angle stays exact.
    const turn = (n: number) => (Math.PI * ((n * n) % (2 * length))) / length;
    this.#cos = Float64Array.from({ length }, (_, n) => Math.cos(turn(n)));
    this.#sin = Float64Array.from({ length }, (_, n) => -Math.sin(turn(n)));
    this.#chirpReal = new Float64Array(size);
    this.#chirpImaginary = new Float64Array(size);
    for (let n = 0; n < length; n++)
      for (const at of new Set([n, (size - n) % size])) {
        this.#chirpReal[at] = this.#cos[n]!;
        this.#chirpImaginary[at] = -this.#sin[n]!;
      }
    this.#inner.transform(this.#chirpReal, this.#chirpImaginary);
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
  }

  transform(real: Float64Array, imaginary: Float64Array): void {
    const [cos, sin, a, b] = [this.#cos, this.#sin, this.#real, this.#imaginary];
    const size = a.length;
    a.fill(0);
    b.fill(0);
    for (let n = 0; n < this.#length; n++) {
      a[n] = real[n]! * cos[n]! - imaginary[n]! * sin[n]!;
      b[n] = real[n]! * sin[n]! + imaginary[n]! * cos[n]!;
    }
    this.#inner.transform(a, b);
    for (let k = 0; k < size; k++) {
      const [x, y] = [a[k]!, b[k]!];
      const [u, v] = [this.#chirpReal[k]!, this.#chirpImaginary[k]!];
      // Conjugated: the forward transform of it is the conjugate of the inverse one.
      a[k] = x * u - y * v;
      b[k] = -(x * v + y * u);
    }
    this.#inner.transform(a, b);
    for (let k = 0; k < this.#length; k++) {
      const [x, y] = [a[k]! / size, -b[k]! / size];
      real[k] = x * cos[k]! - y * sin[k]!;
      imaginary[k] = x * sin[k]! + y * cos[k]!;
    }
  }
}
