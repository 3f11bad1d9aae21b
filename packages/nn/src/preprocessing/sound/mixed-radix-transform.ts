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
    if (radix === 2) this.#byTwo(real, imaginary, at, part, step);
    else if (radix === 4) this.#byFour(real, imaginary, at, part, step);
    else this.#byOthers(real, imaginary, at, part, step, radix);
  }

  /** Outputs k and k + part out of output k of both parts, for every k. */
  #byTwo(real: Float64Array, imaginary: Float64Array, at: number, part: number, step: number) {
    const cos = this.#cos;
    const sin = this.#sin;
    for (let k = 0, i = at, turn = 0; k < part; k++, i++, turn += step) {
      const c = cos[turn]!;
      const s = sin[turn]!;
      const a = real[i + part]! * c - imaginary[i + part]! * s;
      const b = real[i + part]! * s + imaginary[i + part]! * c;
      real[i + part] = real[i]! - a;
      imaginary[i + part] = imaginary[i]! - b;
      real[i]! += a;
      imaginary[i]! += b;
    }
  }

  /** The same of four parts, whose turns among themselves are by 1, -i, -1 and i. */
  #byFour(real: Float64Array, imaginary: Float64Array, at: number, part: number, step: number) {
    const cos = this.#cos;
    const sin = this.#sin;
    for (let k = 0; k < part; k++) {
      const i = at + k;
      const one = i + part;
      const two = one + part;
      const three = two + part;
      let turn = k * step;
      const a1 = real[one]! * cos[turn]! - imaginary[one]! * sin[turn]!;
      const b1 = real[one]! * sin[turn]! + imaginary[one]! * cos[turn]!;
      turn += k * step;
      const a2 = real[two]! * cos[turn]! - imaginary[two]! * sin[turn]!;
      const b2 = real[two]! * sin[turn]! + imaginary[two]! * cos[turn]!;
      turn += k * step;
      const a3 = real[three]! * cos[turn]! - imaginary[three]! * sin[turn]!;
      const b3 = real[three]! * sin[turn]! + imaginary[three]! * cos[turn]!;
      const evenReal = real[i]! + a2;
      const evenImaginary = imaginary[i]! + b2;
      const awayReal = real[i]! - a2;
      const awayImaginary = imaginary[i]! - b2;
      real[i] = evenReal + a1 + a3;
      imaginary[i] = evenImaginary + b1 + b3;
      real[one] = awayReal + b1 - b3;
      imaginary[one] = awayImaginary - a1 + a3;
      real[two] = evenReal - a1 - a3;
      imaginary[two] = evenImaginary - b1 - b3;
      real[three] = awayReal - b1 + b3;
      imaginary[three] = awayImaginary + a1 - a3;
    }
  }

  /** The same of as many parts as the radix. */
  #byOthers(
    real: Float64Array,
    imaginary: Float64Array,
    at: number,
    part: number,
    step: number,
    radix: number,
  ): void {
    const cos = this.#cos;
    const sin = this.#sin;
    const termReal = this.#termReal;
    const termImaginary = this.#termImaginary;
    const length = this.#length;
    const each = part * step; // of length: one turn in radix steps
    for (let k = 0; k < part; k++) {
      for (let j = 0, i = at + k, turn = 0; j < radix; j++, i += part, turn += k * step) {
        const c = cos[turn]!; // the turn is below length, as j k < radix part
        const s = sin[turn]!;
        termReal[j] = real[i]! * c - imaginary[i]! * s;
        termImaginary[j] = real[i]! * s + imaginary[i]! * c;
      }
      for (let m = 0; m < radix; m++) {
        let a = termReal[0]!;
        let b = termImaginary[0]!;
        for (let j = 1, turn = 0; j < radix; j++) {
          turn += m * each;
          if (turn >= length) turn -= length; // it is m each at most, which is below length
          const c = cos[turn]!;
          const s = sin[turn]!;
          a += termReal[j]! * c - termImaginary[j]! * s;
          b += termReal[j]! * s + termImaginary[j]! * c;
        }
        real[at + k + m * part] = a;
        imaginary[at + k + m * part] = b;
      }
    }
  }
}
