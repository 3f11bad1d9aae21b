import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type BleuOptions, type BleuScore, corpusBleu, sentenceBleu } from "../src/metrics/bleu.ts";
import { type ChrfOptions, chrF } from "../src/metrics/chrf.ts";
import { perplexity } from "../src/metrics/perplexity.ts";

interface Scored {
  readonly hypotheses: readonly string[];
  readonly references: readonly (readonly string[])[];
  readonly bleu: readonly (BleuScore & { readonly options: BleuOptions })[];
  readonly sentences: readonly BleuScore[];
  readonly chrf: readonly { readonly options: ChrfOptions; readonly score: number }[];
}

// By sacrebleu 2.6.0: test/metrics/generate.py.
const file = new URL("metrics/sacrebleu.json", import.meta.url);
const texts: readonly Scored[] = JSON.parse(readFileSync(file, "utf8"));

function expectScore(ours: BleuScore, expected: BleuScore): void {
  expect(ours.score).toBeCloseTo(expected.score, 9);
  expect(ours.brevityPenalty).toBeCloseTo(expected.brevityPenalty, 12);
  expect(ours.hypothesisLength).toBe(expected.hypothesisLength);
  expect(ours.referenceLength).toBe(expected.referenceLength);
  expect(ours.precisions).toHaveLength(expected.precisions.length);
  for (const [i, precision] of expected.precisions.entries())
    expect(ours.precisions[i]).toBeCloseTo(precision, 9);
}

describe.each(texts.map((text) => [JSON.stringify(text.hypotheses).slice(0, 60), text] as const))(
  "sacrebleu's scores of %s",
  (_, { hypotheses, references, bleu, sentences, chrf }) => {
    test.each(bleu.map((expected) => [JSON.stringify(expected.options), expected] as const))(
      "BLEU %s",
      (_, expected) => expectScore(corpusBleu(hypotheses, references, expected.options), expected),
    );

    test("BLEU of each sentence", () => {
      for (const [i, expected] of sentences.entries())
        expectScore(sentenceBleu(hypotheses[i]!, references[i]!), expected);
    });

    test.each(chrf.map((expected) => [JSON.stringify(expected.options), expected] as const))(
      "chrF %s",
      (_, { options, score }) =>
        expect(chrF(hypotheses, references, options).score).toBeCloseTo(score, 9),
    );
  },
);

test("a single reference may stand without a list", () => {
  expect(corpusBleu(["a b c d e"], ["a b c d f"])).toEqual(
    corpusBleu(["a b c d e"], [["a b c d f"]]),
  );
});

test("wrong arguments are named", () => {
  expect(() => corpusBleu(["a"], [])).toThrow(
    "corpusBleu: 0 references, expected one entry for each of 1 hypotheses",
  );
  expect(() => corpusBleu([], [])).toThrow("corpusBleu: there are no hypotheses");
  expect(() => chrF(["a"], [[]])).toThrow("chrF: hypothesis 0 has no reference");
  const mistyped = { lowercase: true, tokenise: "13a" };
  expect(() => corpusBleu(["a"], ["a"], mistyped)).toThrow("corpusBleu: unknown option tokenise");
  expect(() => corpusBleu(["a"], ["a"], { maxNgramOrder: 0 })).toThrow("maxNgramOrder is 0");
  expect(() => chrF(["a"], ["a"], { beta: 0 })).toThrow("chrF: beta is 0, expected above 0");
});

test("perplexity is e to the loss", () => {
  expect(perplexity(0)).toBe(1);
  expect(perplexity(Math.log(27))).toBeCloseTo(27, 12);
});
