import { defineOptions, type Given } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import { melScales, scaleOf } from "./mel-scale.ts";

const melFilterBankOptions = defineOptions(
  "melFilterBank",
  {
    /** Of the spectrum, 0 Hz and the Nyquist frequency among them: its length / 2 + 1. */
    bins: integer({ from: 2, to: 2 ** 16 }),
    filters: integer({ from: 1, to: 2 ** 12 }),
    /** Of the sound, in Hz. */
    sampleRate: integer({ from: 1, to: 2 ** 32 }),
    /** Where the first filter begins, in Hz. */
    minFrequency: number({ from: 0, default: 0 }),
    /** Where the last one ends, in Hz; the Nyquist frequency unless given. */
    maxFrequency: number({ above: 0, optional: true }),
    scale: oneOf(melScales, { default: "htk" }),
    /** Slaney's: each filter has the area 1 over frequencies in Hz. */
    norm: oneOf(["none", "slaney"], { default: "none" }),
    /** The filters are triangles over mels, as Kaldi has them, and not over Hz. */
    trianglesInMel: flag({ default: false }),
  },
  {
    check: ({ minFrequency, maxFrequency, sampleRate }) =>
      minFrequency < (maxFrequency ?? sampleRate / 2)
        ? undefined
        : `minFrequency is ${minFrequency}, expected less than maxFrequency (${maxFrequency ?? sampleRate / 2})`,
  },
);

/** Options of `melFilterBank`: the spectrum that it is for, in bins and Hz, and the form of its filters. */
export type MelFilterBankOptions = Given<typeof melFilterBankOptions>;

/** A filter over part of a spectrum: weight i is for bin `first` + i. All others are 0. */
export interface MelFilter {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * Triangular filters whose centres are evenly spread over mels, as transformers' mel_filter_bank (of librosa and torchaudio)
 * gives them.
 */
export function melFilterBank(options: MelFilterBankOptions): MelFilter[] {
  const { bins, filters, sampleRate, minFrequency, maxFrequency, scale, norm, trianglesInMel } =
    melFilterBankOptions.complete(options);
  const { toMel, toHertz } = scaleOf[scale];
  const [low, high] = [toMel(minFrequency), toMel(maxFrequency ?? sampleRate / 2)];
  const mels = evenly(low, high, filters + 2);
  const edges = trianglesInMel ? mels : mels.map(toHertz);
  const places = trianglesInMel
    ? Float64Array.from({ length: bins }, (_, bin) => toMel((sampleRate / ((bins - 1) * 2)) * bin))
    : evenly(0, Math.floor(sampleRate / 2), bins);
  return Array.from({ length: filters }, (_, i) => {
    const [begin, centre, end] = edges.subarray(i, i + 3) as unknown as [number, number, number];
    const area = norm === "slaney" ? 2 / (toHertz(mels[i + 2]!) - toHertz(mels[i]!)) : 1;
    const all = places.map(
      (at) =>
        area * Math.max(0, Math.min((at - begin) / (centre - begin), (end - at) / (end - centre))),
    );
    return withoutZeros(all);
  });
}

function withoutZeros(weights: Float64Array): MelFilter {
  const first = weights.findIndex((weight) => weight !== 0);
  if (first < 0) return { first: 0, weights: new Float64Array(0) };
  const last = weights.findLastIndex((weight) => weight !== 0);
  return { first, weights: weights.slice(first, last + 1) };
}

/** `count` numbers from the first to the last. */
const evenly = (first: number, last: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) =>
    i === count - 1 ? last : first + (i * (last - first)) / (count - 1),
  );
