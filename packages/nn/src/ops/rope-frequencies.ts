import { defineOptions } from "../options/define-options.ts";
import { expectNumeric } from "../options/expect-argument.ts";
import { expectElements } from "../options/expect-count.ts";
import { flag, number, numbers, text } from "../options/fields.ts";

/** How the frequencies are changed for contexts longer than those of training. As in Hugging Face's configs. */
export type RopeScaling =
  | { readonly type: "linear"; readonly factor: number }
  | {
      readonly type: "llama3";
      readonly factor: number;
      readonly lowFreqFactor: number;
      readonly highFreqFactor: number;
      readonly originalMaxPositions: number;
    }
  | {
      readonly type: "yarn";
      readonly factor: number;
      readonly originalMaxPositions: number;
      readonly betaFast?: number;
      readonly betaSlow?: number;
      readonly attentionFactor?: number;
      /** false: where the blend begins and ends is not rounded to whole channels. */
      readonly truncate?: boolean;
      /** DeepSeek's: the quotient of the temperatures of these two is the attention factor. */
      readonly mscale?: number;
      readonly mscaleAllDim?: number;
    }
  | {
      /** NTK by length: the base grows once a sequence is longer than the original context. */
      readonly type: "dynamic";
      readonly factor: number;
      readonly originalMaxPositions: number;
    }
  | {
      /** A factor for each pair of channels, one list up to the original context and one beyond. arXiv:2402.13753. */
      readonly type: "longrope";
      readonly shortFactor: readonly number[];
      readonly longFactor: readonly number[];
      readonly originalMaxPositions: number;
      /** Context over original context, from which the attention factor follows unless it is given. */
      readonly factor?: number;
      readonly attentionFactor?: number;
    };

/** How fast each pair of channels is rotated: what `ropeFrequencies` gives. */
export interface RopeFrequencies {
  /** Radians from one position to the next, for each pair of channels. */
  readonly frequencies: Float64Array;
  /** Multiplies cosines and sines. */
  readonly attentionFactor: number;
}

/**
 * theta^(-2i / dim) for pair i, scaled. Su et al., arXiv:2104.09864, section 3.2.2. `length` are the tokens of the
 * sequence, on which "dynamic" and "longrope" depend.
 */
export function ropeFrequencies(
  dim: number,
  theta: number,
  scaling?: RopeScaling,
  length = 0,
): RopeFrequencies {
  expectNumeric("rope", "theta", theta);
  expectNumeric("rope", "length", length);
  expectScaling(scaling);
  const plain = powers(dim, theta);
  switch (scaling?.type) {
    case undefined:
      return { frequencies: plain, attentionFactor: 1 };
    case "linear":
      return { frequencies: plain.map((f) => f / scaling.factor), attentionFactor: 1 };
    case "llama3":
      return { frequencies: plain.map((f) => llama3Frequency(f, scaling)), attentionFactor: 1 };
    case "yarn":
      return yarnFrequencies(plain, dim, theta, scaling);
    case "dynamic":
      return dynamicFrequencies(dim, theta, scaling, length);
    case "longrope":
      return longRopeFrequencies(plain, scaling, length);
  }
}

/** Of a head; those of any model are hundreds. */
const mostChannels = 2 ** 16;

function powers(dim: number, theta: number): Float64Array {
  if (dim > mostChannels)
    throw new RangeError(`rope: dim is ${dim}, expected at most ${mostChannels} channels`);
  return Float64Array.from(
    { length: expectElements("rope", dim) / 2 },
    (_, i) => theta ** ((-2 * i) / dim),
  );
}

/** Whether the frequencies are others for longer sequences. */
export const growsWithLength = (scaling: RopeScaling | undefined): boolean =>
  scaling?.type === "dynamic" || scaling?.type === "longrope";

/** Tokens up to which a sequence's length does not matter; undefined where it never does. */
export const rotatedAlikeUpTo = (scaling: RopeScaling | undefined): number | undefined =>
  scaling && growsWithLength(scaling) && "originalMaxPositions" in scaling
    ? scaling.originalMaxPositions
    : undefined;

/** The shortest length of a sequence that has the frequencies of this one. */
export function shortestAlike(scaling: RopeScaling | undefined, length: number): number {
  const original = rotatedAlikeUpTo(scaling);
  if (original === undefined || length <= original) return 0;
  return scaling?.type === "longrope" ? original + 1 : length;
}

const factor = number({ above: 0 });
const originalMaxPositions = number({ above: 0 });
const scalings = {
  linear: defineOptions("rope: scaling", { type: text(), factor }),
  llama3: defineOptions("rope: scaling", {
    ...{ type: text(), factor, originalMaxPositions },
    lowFreqFactor: number(),
    highFreqFactor: number(),
  }),
  yarn: defineOptions("rope: scaling", {
    ...{ type: text(), factor, originalMaxPositions },
    betaFast: number({ optional: true }),
    betaSlow: number({ optional: true }),
    attentionFactor: number({ optional: true }),
    truncate: flag({ optional: true }),
    mscale: number({ optional: true }),
    mscaleAllDim: number({ optional: true }),
  }),
  dynamic: defineOptions("rope: scaling", { type: text(), factor, originalMaxPositions }),
  longrope: defineOptions("rope: scaling", {
    ...{ type: text(), originalMaxPositions },
    shortFactor: numbers(),
    longFactor: numbers(),
    factor: number({ above: 0, optional: true }),
    attentionFactor: number({ optional: true }),
  }),
};

const isKnown = (type: unknown): type is keyof typeof scalings =>
  typeof type === "string" && Object.hasOwn(scalings, type);

function expectScaling(scaling: RopeScaling | undefined): void {
  if (scaling === undefined) return;
  const { type } = Object(scaling) as { type: unknown };
  if (!isKnown(type))
    throw new RangeError(
      `rope: scaling.type is ${JSON.stringify(type)}, expected one of ${Object.keys(scalings).join(", ")}`,
    );
  scalings[type].complete(scaling as never);
}

/** Long waves stretched by `factor`, short ones kept, a blend between. Llama 3.1's. */
function llama3Frequency(
  frequency: number,
  scaling: Extract<RopeScaling, { type: "llama3" }>,
): number {
  const { factor, lowFreqFactor, highFreqFactor, originalMaxPositions } = scaling;
  const turns = (originalMaxPositions * frequency) / (2 * Math.PI); // in the original context
  const kept = (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
  const share = Math.min(1, Math.max(0, kept));
  return share * frequency + ((1 - share) * frequency) / factor;
}

/** NTK-by-parts interpolation with a temperature. Peng et al., arXiv:2309.00071, section 3. */
function yarnFrequencies(
  plain: Float64Array,
  dim: number,
  theta: number,
  scaling: Extract<RopeScaling, { type: "yarn" }>,
): RopeFrequencies {
  const { factor, originalMaxPositions, betaFast = 32, betaSlow = 1, truncate = true } = scaling;
  const channelOf = (turns: number): number =>
    (dim * Math.log(originalMaxPositions / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const [from, to] = [channelOf(betaFast), channelOf(betaSlow)];
  const low = Math.max(truncate ? Math.floor(from) : from, 0);
  const high = Math.min(truncate ? Math.ceil(to) : to, dim - 1);
  const width = high === low ? 0.001 : high - low;
  const frequencies = plain.map((frequency, i) => {
    const stretched = Math.min(1, Math.max(0, (i - low) / width));
    return (stretched * frequency) / factor + (1 - stretched) * frequency;
  });
  const { mscale, mscaleAllDim } = scaling;
  const temperature = (by = 1) => (factor <= 1 ? 1 : 0.1 * by * Math.log(factor) + 1);
  const usual =
    mscale && mscaleAllDim ? temperature(mscale) / temperature(mscaleAllDim) : temperature();
  return { frequencies, attentionFactor: scaling.attentionFactor ?? usual };
}

/** The base for which the longest wave still fits: NTK-aware scaling, as in Hugging Face's "dynamic". */
function dynamicFrequencies(
  dim: number,
  theta: number,
  { factor, originalMaxPositions }: Extract<RopeScaling, { type: "dynamic" }>,
  length: number,
): RopeFrequencies {
  const tokens = Math.max(length, originalMaxPositions);
  const growth = (factor * tokens) / originalMaxPositions - (factor - 1);
  return { frequencies: powers(dim, theta * growth ** (dim / (dim - 2))), attentionFactor: 1 };
}

/** Ding et al., arXiv:2402.13753. */
function longRopeFrequencies(
  plain: Float64Array,
  scaling: Extract<RopeScaling, { type: "longrope" }>,
  length: number,
): RopeFrequencies {
  const { shortFactor, longFactor, originalMaxPositions, factor = 1 } = scaling;
  const by = length > originalMaxPositions ? longFactor : shortFactor;
  if (by.length !== plain.length)
    throw new RangeError(
      `rope: scaling has ${by.length} factors, expected ${plain.length}, one for each pair of channels`,
    );
  const usual = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalMaxPositions));
  return {
    frequencies: plain.map((frequency, i) => frequency / by[i]!),
    attentionFactor: scaling.attentionFactor ?? usual,
  };
}
