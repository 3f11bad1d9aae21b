import { describe, expect, test } from "vitest";
import { resample } from "../../src/preprocessing/sound/resample.ts";

const sine = (hz: number, rate: number, length: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate));
/** Far from the ends, where the sound begins and is none before. */
const middle = (samples: Float32Array) =>
  samples.subarray(samples.length / 4, (3 * samples.length) / 4);
const loudest = (samples: Float32Array) => samples.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
const decibels = (share: number) => 20 * Math.log10(share);

/** From one rate to another; a table of weights for each, but for the last, which is too large for one. */
const rates = [
  [44100, 16000],
  [48000, 16000],
  [8000, 16000],
  [22050, 16000],
  [44101, 16000],
] as const;

describe.each(rates)("%i Hz to %i Hz", (from, to) => {
  const nyquist = Math.min(from, to) / 2;

  test("what both rates can hold passes as it is", () => {
    for (const share of [0.01, 0.3, 0.9]) {
      const hz = share * nyquist;
      const ours = resample(sine(hz, from, from / 10), from, to);
      const exact = sine(hz, to, ours.length);
      const wrong = middle(ours.map((sample, i) => sample - exact[i]!));
      expect(decibels(loudest(wrong)), `${hz} Hz`).toBeLessThan(-79); // 0.001 dB
    }
  });

  test.runIf(from > to)("what would fold back is gone", () => {
    for (const share of [1, 1.1, 1.24]) {
      const ours = resample(sine(share * nyquist, from, from / 10), from, to);
      expect(decibels(loudest(middle(ours))), `${share * nyquist} Hz`).toBeLessThan(-95);
    }
  });

  test("as long as before", () => {
    expect(resample(new Float32Array(1000), from, to).length).toBe(Math.ceil((1000 * to) / from));
  });
});

test("the same rate is the same sound, and what no memory holds is refused", () => {
  const sound = Float32Array.of(1, -2, 3);
  expect(resample(sound, 16000, 16000)).toEqual(sound);
  expect(() => resample(new Float32Array(2 ** 18), 1, 16000)).toThrow(/expected at most 268435456/);
});
