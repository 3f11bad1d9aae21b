import { expect, test } from "vitest";
import { fourierTransform } from "../../src/preprocessing/sound/fourier.ts";
import { PowerSpectrum } from "../../src/preprocessing/sound/power-spectrum.ts";

/** The definition, in length^2 steps. */
function plain(real: Float64Array, imaginary: Float64Array) {
  const length = real.length;
  return Array.from({ length }, (_, k) => {
    let [a, b] = [0, 0];
    for (let n = 0; n < length; n++) {
      const turn = (-2 * Math.PI * ((k * n) % length)) / length;
      a += real[n]! * Math.cos(turn) - imaginary[n]! * Math.sin(turn);
      b += real[n]! * Math.sin(turn) + imaginary[n]! * Math.cos(turn);
    }
    return [a, b] as const;
  });
}

// Powers of two and four, Whisper's 400, all small factors, a factor of 31, primes and products of large ones.
test.each([1, 2, 4, 6, 8, 64, 400, 210, 465, 37, 101, 401, 37 * 41])("of %i numbers", (length) => {
  const real = Float64Array.from({ length }, (_, i) => Math.sin(i * i) + 0.3);
  const imaginary = Float64Array.from({ length }, (_, i) => Math.cos(3 * i * i) - 0.1);
  const exact = plain(real, imaginary);
  const transform = fourierTransform(length);
  for (let again = 0; again < 2; again++) {
    const [a, b] = [real.slice(), imaginary.slice()];
    transform.transform(a, b);
    for (const [k, [x, y]] of exact.entries()) {
      expect(Math.abs(a[k]! - x)).toBeLessThan(1e-10 * length);
      expect(Math.abs(b[k]! - y)).toBeLessThan(1e-10 * length);
    }
  }
});

// A frame of even length is taken as half as many complex numbers, one of odd length as it is.
test.each([1, 2, 6, 25, 200, 400, 401, 512])("the power of a frame of %i samples", (length) => {
  const frame = Float64Array.from({ length }, (_, i) => Math.sin(i * i) + 0.3);
  const spectrum = new PowerSpectrum(length);
  const power = new Float64Array(spectrum.bins);
  for (let again = 0; again < 2; again++) spectrum.compute(frame, power);
  const exact = plain(frame, new Float64Array(length));
  expect(power).toHaveLength(Math.floor(length / 2) + 1);
  for (const [k, found] of power.entries()) {
    const [a, b] = exact[k]!;
    expect(Math.abs(found - (a * a + b * b))).toBeLessThan(1e-9 * length);
  }
});
