import { expectCount } from "../../options/expect-count.ts";
import { expectSamples } from "./expect-samples.ts";

/** Zero crossings of the sinc on each side. */
const crossings = 64;
/** The window's: about 100 dB down where it stops, a transition of a tenth of the band. */
const beta = 10.06;
/** Where the kernel is half down, of the lower of the two Nyquist frequencies: what lies above that is 100 dB down. */
const cutoff = 0.95;
/** Weights of a table; beyond that they are computed for each sample. */
const largestTable = 2 ** 20;
/** More than four hours at 16 kHz. */
const mostSamples = 2 ** 28;

/**
 * The same sound at another rate, ceil(samples * to / from) samples: convolution with a sinc under a Kaiser window of 64 zero
 * crossings on each side. Up to 0.9 of the lower Nyquist frequency it passes within 0.001 dB, what would fold back is 95 dB
 * down. Before and after the sound is silence. J. O. Smith, "Digital Audio Resampling".
 *
 * @param from samples a second of `samples`, in Hz
 * @param to samples a second of the result, in Hz
 * @throws RangeError when the result would have more than 2^28 samples
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  expectSamples("resample", samples);
  expectCount("resample", "from", from);
  expectCount("resample", "to", to);
  if (from === to) return samples.slice();
  const length = Math.ceil((samples.length * to) / from);
  if (length > mostSamples)
    throw new RangeError(
      `resample: ${samples.length} samples of ${from} Hz are ${length} of ${to} Hz, expected at most ${mostSamples}`,
    );
  const divisor = greatestCommonDivisor(from, to);
  return convolve(samples, length, from / divisor, to / divisor);
}

/** Output i stands at i * step / phases of the input. */
function convolve(samples: Float32Array, length: number, step: number, phases: number) {
  const scale = cutoff * Math.min(1, phases / step); // of the kernel, in inputs
  const reach = Math.ceil(crossings / scale);
  const taps = 2 * reach + 1;
  const weightOf = (phase: number, tap: number) =>
    kernel((tap - reach - phase / phases) * scale) * scale;
  const table =
    taps * phases <= largestTable
      ? Float64Array.from({ length: taps * phases }, (_, i) =>
          weightOf(Math.floor(i / taps), i % taps),
        )
      : undefined;
  const result = new Float32Array(length);
  let [whole, phase] = [0, 0];
  for (let i = 0; i < length; i++) {
    const begin = Math.max(0, reach - whole);
    const end = Math.min(taps, samples.length - whole + reach);
    const first = whole - reach;
    let sum = 0;
    if (table)
      for (let tap = begin, at = phase * taps + begin; tap < end; tap++, at++)
        sum += samples[first + tap]! * table[at]!;
    else
      for (let tap = begin; tap < end; tap++) sum += samples[first + tap]! * weightOf(phase, tap);
    result[i] = sum;
    phase += step;
    whole += Math.floor(phase / phases);
    phase %= phases;
  }
  return result;
}

/** sin(pi x) / (pi x) under the window. */
function kernel(x: number): number {
  const place = x / crossings;
  if (Math.abs(place) >= 1) return 0;
  const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  return (sinc * bessel0(beta * Math.sqrt(1 - place * place))) / bessel0(beta);
}

/** The modified Bessel function of order 0, by its power series. */
function bessel0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);
