import { defineOptions } from "../options/define-options.ts";
import { expectElements } from "../options/expect-count.ts";
import { number, text } from "../options/fields.ts";

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
    };

export interface RopeFrequencies {
  /** Radians from one position to the next, for each pair of channels. */
  readonly frequencies: Float64Array;
  /** Multiplies cosines and sines. */
  readonly attentionFactor: number;
}

/** theta^(-2i / dim) for pair i, scaled. Su et al., arXiv:2104.09864, section 3.2.2. */
export function ropeFrequencies(
  dim: number,
  theta: number,
  scaling?: RopeScaling,
): RopeFrequencies {
  expectScaling(scaling);
  const plain = Float64Array.from(
    { length: expectElements("rope", dim) / 2 },
    (_, i) => theta ** ((-2 * i) / dim),
  );
  switch (scaling?.type) {
    case undefined:
      return { frequencies: plain, attentionFactor: 1 };
    case "linear":
      return { frequencies: plain.map((f) => f / scaling.factor), attentionFactor: 1 };
    case "llama3":
      return { frequencies: plain.map((f) => llama3Frequency(f, scaling)), attentionFactor: 1 };
    case "yarn":
      return yarnFrequencies(plain, dim, theta, scaling);
  }
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
  }),
};

function expectScaling(scaling: RopeScaling | undefined): void {
  if (scaling === undefined) return;
  const { type } = Object(scaling) as { type: unknown };
  if (type === "linear" || type === "llama3" || type === "yarn")
    scalings[type].complete(scaling as never);
  else
    throw new RangeError(
      `rope: scaling.type is ${JSON.stringify(type)}, expected linear, llama3 or yarn`,
    );
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
  const { factor, originalMaxPositions, betaFast = 32, betaSlow = 1 } = scaling;
  const channelOf = (turns: number): number =>
    (dim * Math.log(originalMaxPositions / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const low = Math.max(Math.floor(channelOf(betaFast)), 0);
  const high = Math.min(Math.ceil(channelOf(betaSlow)), dim - 1);
  const width = high === low ? 0.001 : high - low;
  const frequencies = plain.map((frequency, i) => {
    const stretched = Math.min(1, Math.max(0, (i - low) / width));
    return (stretched * frequency) / factor + (1 - stretched) * frequency;
  });
  const attentionFactor = scaling.attentionFactor ?? (factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1);
  return { frequencies, attentionFactor };
}
