/** Of complex numbers in place: real and imaginary parts, in their natural order. */
export interface ComplexTransform {
  transform(real: Float64Array, imaginary: Float64Array): void;
}

/** J. W. Cooley, J. W. Tukey, "An Algorithm for the Machine Calculation of Complex Fourier Series", decimation in time. */
export class MixedRadixTransform implements ComplexTransform {
  readonly #length: number;
  readonly #factors: readonly number[];
  // exp(-2 pi i k / length)
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  readonly #termReal: Float64Array;
  readonly #termImaginary: Float64Array;

  /** @param factors whose product is the length: a step for each */
  constructor(length: number, factors: readonly number[]) {
    this.#length = length;
    this.#factors = factors;
    const turn = (2 * Math.PI) / length;
    this.#cos = Float64Array.from({ length }, (_, k) => Math.cos(turn * k));
    this.#sin = Float64Array.from({ length }, (_, k) => -Math.sin(turn * k));
    this.#real = new Float64Array(length);
    this.#imaginary = new Float64Array(length);
    this.#termReal = new Float64Array(Math.max(...factors));
    this.#termImaginary = new Float64Array(Math.max(...factors));
  }

  transform(real: Float64Array, imaginary: Float64Array): void {
    this.#real.set(real);
    this.#imaginary.set(imaginary);
    this.#part(real, imaginary, 0, 0, 1, 0);
  }

  /** The transform of every `step`-th input from `from` on, into the outputs from `at` on. */
  #part(
    real: Float64Array,
    imaginary: Float64Array,
    at: number,
    from: number,
    step: number,
    depth: number,
  ): void {
    const count = this.#length / step;
    if (count === 1) {
      real[at] = this.#real[from]!;
      imaginary[at] = this.#imaginary[from]!;
      return;
    }
    const radix = this.#factors[depth]!;
    const part = count / radix;
    for (let j = 0; j < radix; j++)
      this.#part(real, imaginary, at + j * part, from + j * step, step * radix, depth + 1);
    for (let k = 0; k < part; k++) this.#butterfly(real, imaginary, at + k, k, part, radix, step);
  }

  /** Outputs k, k + part, ... out of output k of each of the parts. */
  #butterfly(
    real: Float64Array,
    imaginary: Float64Array,
    at: number,
    k: number,
    part: number,
    radix: number,
    step: number,
  ): void {
    const [cos, sin, length] = [this.#cos, this.#sin, this.#length];
    const [termReal, termImaginary] = [this.#termReal, this.#termImaginary];
    for (let j = 0; j < radix; j++) {
      const turn = j * k * step; // below length, as j k < radix part
      const [a, b] = [real[at + j * part]!, imaginary[at + j * part]!];
      termReal[j] = a * cos[turn]! - b * sin[turn]!;
      termImaginary[j] = a * sin[turn]! + b * cos[turn]!;
    }
    const each = part * step; // of length: one turn in radix steps
    for (let m = 0; m < radix; m++) {
      let [a, b] = [termReal[0]!, termImaginary[0]!];
      for (let j = 1, turn = 0; j < radix; j++) {
        turn += m * each;
        if (turn >= length) turn %= length;
        a += termReal[j]! * cos[turn]! - termImaginary[j]! * sin[turn]!;
        b += termReal[j]! * sin[turn]! + termImaginary[j]! * cos[turn]!;
      }
      real[at + m * part] = a;
      imaginary[at + m * part] = b;
    }
  }
}
