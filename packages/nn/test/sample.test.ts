import { describe, expect, it } from "vitest";
import { keepMinP } from "../src/generation/processors/min-p.ts";
import { probabilities } from "../src/generation/processors/probabilities.ts";
import { processedBy, processorsOf } from "../src/generation/processors/processors-of.ts";
import { applyRepetitionPenalty } from "../src/generation/processors/repetition-penalty.ts";
import { applyTemperature } from "../src/generation/processors/temperature.ts";
import { keepTopK } from "../src/generation/processors/top-k.ts";
import { keepTopP } from "../src/generation/processors/top-p.ts";
import { inverseCdf, likeliest } from "../src/generation/search/choose.ts";
import { idSettings, textOptions } from "../src/generation/text-options.ts";

interface SamplingOptions {
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly minP?: number;
  readonly repetitionPenalty?: number;
}

/** The token that `uniform` chooses after all processors; with temperature 0 the likeliest. */
function sampleToken(
  logits: ArrayLike<number>,
  history: readonly number[],
  { temperature = 1, ...options }: SamplingOptions,
  uniform: number,
): number {
  const scores = Float64Array.from(logits);
  const settings = idSettings(textOptions.complete({ temperature, ...options }));
  const sequences = { begun: history.length, longest: 99, encoded: undefined };
  processedBy(processorsOf(settings, sequences), settings)(scores, { ids: history, row: 0 });
  return settings.doSample ? inverseCdf(probabilities(scores), uniform) : likeliest(scores);
}

/** Logits of a softmax that gives these probabilities. */
const logitsOf = (...probabilities: readonly number[]): Float64Array =>
  Float64Array.from(probabilities, Math.log);

/** Ids of the tokens that a filter keeps. */
function kept(logits: Float64Array, filter: (logits: Float64Array) => void): number[] {
  const filtered = logits.slice();
  filter(filtered);
  const ids = [...filtered.keys()].filter((id) => filtered[id] !== -Infinity);
  for (const id of ids) expect(filtered[id]).toBe(logits[id]); // what stays is not changed
  return ids;
}

/** Compare how often each token is chosen, over uniforms spread evenly, with its probability. */
function expectFrequencies(
  logits: Float64Array,
  options: SamplingOptions,
  expected: readonly number[],
  history: readonly number[] = [],
): void {
  const draws = 10_000;
  const counts = Array.from(logits, () => 0);
  for (let i = 0; i < draws; i++) {
    const token = sampleToken(logits, history, options, (i + 0.5) / draws);
    counts[token] = counts[token]! + 1;
  }
  for (const [token, count] of counts.entries())
    expect(Math.abs(count - draws * expected[token]!), `token ${token}`).toBeLessThanOrEqual(1);
}

describe("repetition penalty", () => {
  it("divides positive and multiplies negative logits, each token once", () => {
    const logits = Float64Array.of(3, -3, 0, 3, -3);
    applyRepetitionPenalty(logits, [0, 1, 1, 0, 2], 1.5);
    expect([...logits]).toEqual([2, -4.5, 0, 3, -3]);
  });

  it("leaves -Infinity as it is and refuses tokens that the model does not have", () => {
    const logits = Float64Array.of(-Infinity, 1);
    applyRepetitionPenalty(logits, Int32Array.of(0), 2);
    expect([...logits]).toEqual([-Infinity, 1]);
    expect(() => applyRepetitionPenalty(logits, [2], 2)).toThrow(
      "sampling: the history has token 2, expected an integer from 0 to 1",
    );
  });
});

describe("temperature", () => {
  it("scales the distances between logits", () => {
    const logits = Float64Array.of(1, 3, -1, -Infinity);
    applyTemperature(logits, 0.5);
    expect([...logits]).toEqual([2, 6, -2, -Infinity]);
  });

  it("may be as small as a number can be", () => {
    const tiny = { temperature: Number.MIN_VALUE };
    expect(sampleToken([1e30, 2e30, -1e30], [], tiny, 0.999)).toBe(1);
  });
});

describe("top-k", () => {
  const logits = Float64Array.of(1, 4, 2, 4, 3, 2);
  it.each([
    [1, [1, 3]], // as Hugging Face: all that equal the k-th
    [2, [1, 3]],
    [3, [1, 3, 4]],
    [4, [1, 2, 3, 4, 5]],
    [6, [0, 1, 2, 3, 4, 5]],
    [99, [0, 1, 2, 3, 4, 5]],
  ])("k = %d", (k, expected) => {
    expect(kept(logits, (x) => keepTopK(x, k))).toEqual(expected);
  });
});

describe("top-p", () => {
  const logits = logitsOf(0.1, 0.5, 0.15, 0.25);
  it.each([
    [0, [1]],
    [0.3, [1]],
    [0.5, [1]],
    [0.51, [1, 3]],
    [0.75, [1, 3]],
    [0.76, [1, 2, 3]],
    [0.9, [1, 2, 3]],
    [0.91, [0, 1, 2, 3]],
    [1, [0, 1, 2, 3]],
  ])("p = %d keeps the smallest set that reaches it", (p, expected) => {
    expect(kept(logits, (x) => keepTopP(x, p))).toEqual(expected);
  });

  it("keeps of equals at the edge those with the higher ids, as a stable ascending sort", () => {
    const equal = logitsOf(0.25, 0.25, 0.25, 0.25);
    expect(kept(equal, (x) => keepTopP(x, 0))).toEqual([3]);
    expect(kept(equal, (x) => keepTopP(x, 0.4))).toEqual([2, 3]);
    expect(kept(logitsOf(0.2, 0.4, 0.2, 0.2), (x) => keepTopP(x, 0.5))).toEqual([1, 3]);
  });

  it("keeps what Hugging Face's sort and cumulative sum keep, on random logits", () => {
    for (let trial = 0; trial < 200; trial++) {
      const random = Float64Array.from(
        { length: 40 },
        (_, i) => 6 * Math.sin(1.7 * i * (trial + 1)),
      );
      const p = ((trial * 0.6180339887) % 0.98) + 0.01;
      const total = random.reduce((sum, logit) => sum + Math.exp(logit), 0);
      const ascending = [...random.keys()].sort((a, b) => random[a]! - random[b]!);
      let cumulative = 0;
      const removed = ascending.filter((id, rank) => {
        cumulative += Math.exp(random[id]!) / total;
        return cumulative <= 1 - p && rank < random.length - 1;
      });
      const expected = [...random.keys()].filter((id) => !removed.includes(id));
      expect(kept(random, (x) => keepTopP(x, p))).toEqual(expected);
    }
  });
});

describe("min-p", () => {
  const logits = logitsOf(0.4, 0.2, 0.3, 0.1);
  it.each([
    [0.25, [0, 1, 2, 3]],
    [0.26, [0, 1, 2]],
    [0.5, [0, 1, 2]],
    [0.51, [0, 2]],
    [0.76, [0]],
    [1, [0]],
  ])("p = %d keeps tokens at least so many times as probable as the first", (p, expected) => {
    expect(kept(logits, (x) => keepMinP(x, p))).toEqual(expected);
  });
});

describe("sampleToken", () => {
  it("draws in proportion to the softmax", () => {
    const logits = logitsOf(0.1, 0.2, 0.3, 0.4).map((logit) => logit + 1000);
    expectFrequencies(logits, {}, [0.1, 0.2, 0.3, 0.4]);
  });

  it("inverts the cumulative distribution in the order of ids", () => {
    const logits = logitsOf(0.25, 0, 0.5, 0.25);
    const draw = (uniform: number): number => sampleToken(logits, [], {}, uniform);
    expect([0, 0.2499, 0.2501, 0.7499, 0.7501, 1 - 2 ** -53].map(draw)).toEqual([0, 0, 2, 2, 3, 3]);
  });

  it("draws the last token that is not ruled out where rounding leaves the sum below 1", () => {
    const [a, b, c] = [Math.exp(-2), Math.exp(-1), 1];
    const total = a + b + c;
    expect(a / total + b / total + c / total).toBe(1 - 2 ** -53);
    expect(sampleToken([0, 1, 2, -Infinity], [], {}, 1 - 2 ** -53)).toBe(2);
  });

  it("gives a token the uniforms from its lower bound up to, not including, its upper", () => {
    expect(sampleToken([1, 1], [], {}, 0.5)).toBe(1);
    expect(sampleToken([1, 1], [], {}, 0.5 - 2 ** -53)).toBe(0);
  });

  it("never draws a token that is ruled out, first and last included", () => {
    const logits = Float64Array.of(-Infinity, 1, -Infinity, 2, -Infinity);
    for (const options of [
      {},
      { temperature: 0 },
      { topP: 0.99, minP: 0.01, topK: 4 },
      { temperature: 1e6 },
    ])
      for (const uniform of [0, 0.3, 0.5, 1 - 2 ** -53])
        expect([1, 3]).toContain(sampleToken(logits, [], options, uniform));
  });

  it("takes the first of the highest logits at temperature 0, whatever the uniform", () => {
    for (const uniform of [0, 0.5, 0.999])
      expect(sampleToken([1, 5, 2, 5], [], { temperature: 0 }, uniform)).toBe(1);
  });

  it("flattens with a high temperature and sharpens with a low one", () => {
    const logits = logitsOf(0.2, 0.8);
    expectFrequencies(logits, { temperature: 2 }, [1 / 3, 2 / 3]);
    expectFrequencies(logits, { temperature: 0.5 }, [1 / 17, 16 / 17]);
  });

  it("renormalises over what a filter keeps", () => {
    const logits = logitsOf(0.1, 0.5, 0.15, 0.25);
    const two = [0, 2 / 3, 0, 1 / 3];
    expectFrequencies(logits, { topK: 2 }, two);
    expectFrequencies(logits, { topP: 0.7 }, two);
    expectFrequencies(logits, { minP: 0.4 }, two);
    expectFrequencies(logits, { topK: 0, topP: 1, minP: 0 }, [0.1, 0.5, 0.15, 0.25]);
  });

  it("penalises repetition, also at temperature 0", () => {
    const logits = Float64Array.of(3, 2, -1);
    expect(sampleToken(logits, [0], { temperature: 0 }, 0)).toBe(0);
    expect(sampleToken(logits, [0], { temperature: 0, repetitionPenalty: 2 }, 0)).toBe(1);
    expect([...logits]).toEqual([3, 2, -1]);
  });

  describe("applies the filters in Hugging Face's order", () => {
    it("penalty before top-k", () => {
      const options = { repetitionPenalty: 2, topK: 1 };
      expectFrequencies(Float64Array.of(3, 2, 1), options, [0, 1, 0], [0]);
    });

    it("temperature before top-p", () => {
      // square roots: 0.8, 0.4, 0.4; the first has half, so that 0.6 takes another
      const logits = logitsOf(0.64, 0.16, 0.16, 0.04 / 1e6);
      expectFrequencies(logits, { topP: 0.6 }, [1, 0, 0, 0]);
      expectFrequencies(logits, { topP: 0.6, temperature: 2 }, [2 / 3, 0, 1 / 3, 0]);
    });

    it("top-k before top-p", () => {
      // of the best two the first has 5/9
      const logits = logitsOf(0.4, 0.5, 0.1);
      expectFrequencies(logits, { topP: 0.52 }, [4 / 9, 5 / 9, 0]);
      expectFrequencies(logits, { topK: 2, topP: 0.52 }, [0, 1, 0]);
    });

    it("top-p before min-p", () => {
      // of those that min-p leaves the first has 5/7, so that it alone would reach 0.7
      const logits = logitsOf(0.5, 0.2, 0.1, 0.1, 0.1);
      expectFrequencies(logits, { topP: 0.7, minP: 0.4 }, [5 / 7, 2 / 7, 0, 0, 0]);
    });
  });

  it.each<readonly [number[], string]>([
    [[1, NaN, 2], "generate: the logit of token 1 is NaN, expected a finite number or -Infinity"],
    [[Infinity, 1], "generate: the logit of token 0 is Infinity"],
    [[-Infinity, -Infinity], "generate: none of the 2 logits is above -Infinity"],
    [[], "generate: none of the 0 logits is above -Infinity"],
  ])("refuses the logits %j", (logits, message) => {
    for (const temperature of [0, 0.7, 1])
      expect(() => sampleToken(logits, [], { temperature, topK: 2, topP: 0.5 }, 0.5)).toThrow(
        message,
      );
  });

  it.each<readonly [object, string]>([
    [{ temperature: -1 }, "generate: temperature is -1, expected a finite number of at least 0"],
    [{ temperature: Infinity }, "generate: temperature is Infinity"],
    [{ temperature: "0.7" }, 'generate: temperature is "0.7", expected a finite number'],
    [{ topK: -1 }, "generate: topK is -1, expected an integer from 0"],
    [{ topK: 1.5 }, "generate: topK is 1.5"],
    [{ topP: 1.1 }, "generate: topP is 1.1, expected a number from 0 to 1"],
    [{ topP: NaN }, "generate: topP is NaN"],
    [{ minP: -0.1 }, "generate: minP is -0.1, expected a number from 0 to 1"],
    [
      { repetitionPenalty: 0 },
      "generate: repetitionPenalty is 0, expected a finite number above 0",
    ],
    [{ temprature: 0.9 }, "generate: unknown option temprature"],
    [{ numBeams: 0 }, "generate: numBeams is 0"],
  ])("refuses %j", (options, message) => {
    expect(() => sampleToken([1, 2], [], options, 0.5)).toThrow(message);
  });
});
