import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { classificationScores } from "../../src/metrics/classification/classification-scores.ts";
import { logLoss, topKAccuracy } from "../../src/metrics/classification/probability-scores.ts";
import { averagePrecision, rocAuc } from "../../src/metrics/classification/ranking-scores.ts";
import { kendall, pearson, spearman } from "../../src/metrics/forecast/correlation.ts";
import { forecastScores } from "../../src/metrics/forecast/forecast-scores.ts";
import { FeatureStatistics } from "../../src/metrics/frechet/feature-statistics.ts";
import { frechetDistance } from "../../src/metrics/frechet/frechet-distance.ts";
import type { PrecisionRecallF1 } from "../../src/metrics/precision-recall.ts";
import { porterStem } from "../../src/metrics/rouge/porter-stem.ts";
import { normalizeEnglishTranscript } from "../../src/metrics/transcripts/normalize-english-transcript.ts";
import { normalizeTranscript } from "../../src/metrics/transcripts/normalize-transcript.ts";

interface Classes {
  readonly labels: number[];
  readonly predictions: number[];
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly matthews: number;
  readonly kappa: number | null;
  readonly confusion: number[][];
  readonly macro: number[];
  readonly micro: number[];
  readonly weighted: number[];
  readonly probabilities: number[][];
  readonly logLoss: number;
  readonly scores: number[];
  readonly binary: number[];
  readonly rocAuc: number | null;
  readonly averagePrecision: number | null;
  readonly top2?: number;
}

interface Figures {
  readonly stems: readonly (readonly [word: string, extended: string, original: string])[];
  readonly transcripts: readonly (readonly [
    text: string,
    basic: string,
    plain: string,
    english: string,
  ])[];
  readonly classes: readonly Classes[];
  readonly series: readonly {
    readonly x: number[];
    readonly y: number[];
    readonly pearson: number;
    readonly spearman: number;
    readonly kendall: number;
    readonly r2: number;
  }[];
  readonly distances: readonly {
    readonly size: number;
    readonly a: number[];
    readonly b: number[];
    readonly distance: number;
  }[];
}

// By nltk, transformers, scikit-learn and scipy: figures.py.
const figures: Figures = JSON.parse(readFileSync(new URL("figures.json", import.meta.url), "utf8"));
const listed = ({ precision, recall, f1 }: PrecisionRecallF1) => [precision, recall, f1];

function expectClose(ours: readonly number[], expected: readonly number[]): void {
  expect(ours).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(ours[i]).toBeCloseTo(value, 10);
}

test("nltk's stems, and Porter's of 1980", () => {
  const ours = figures.stems.map(([word]) => [
    ...[word, porterStem(word), porterStem(word, { original: true })],
  ]);
  expect(ours).toEqual(figures.stems);
});

test("Whisper's normalisers", () => {
  const spelling = { colour: "color", the: "ze" };
  const ours = figures.transcripts.map(([text]) => [
    text,
    normalizeTranscript(text),
    normalizeTranscript(text, { removeDiacritics: true, splitLetters: true }),
    normalizeEnglishTranscript(text, { spelling }),
  ]);
  expect(ours).toEqual(figures.transcripts);
});

describe.each(figures.classes.map((one, i) => [i, one] as const))("classification %s", (_, one) => {
  test("of labels", () => {
    const ours = classificationScores(one.labels, one.predictions);
    expectClose(
      [ours.accuracy, ours.balancedAccuracy, ours.matthews],
      [one.accuracy, one.balancedAccuracy, one.matthews],
    );
    if (one.kappa === null) expect(ours.kappa).toBeNaN();
    else expect(ours.kappa).toBeCloseTo(one.kappa, 10);
    expect(ours.confusion.counts).toEqual(one.confusion);
    for (const average of ["macro", "micro", "weighted"] as const)
      expectClose(listed(ours[average]), one[average]);
  });

  test("of probabilities and scores", () => {
    expect(logLoss(one.labels, one.probabilities)).toBeCloseTo(one.logLoss, 8);
    if (one.top2 !== undefined)
      expect(topKAccuracy(one.labels, one.probabilities)).toBeCloseTo(one.top2, 10);
    if (one.rocAuc === null) expect(rocAuc(one.binary, one.scores)).toBeNaN();
    else expect(rocAuc(one.binary, one.scores)).toBeCloseTo(one.rocAuc, 10);
    if (one.averagePrecision === null) expect(averagePrecision(one.binary, one.scores)).toBe(0);
    else expect(averagePrecision(one.binary, one.scores)).toBeCloseTo(one.averagePrecision, 10);
  });
});

test.each(figures.series)("correlations, ties among them", ({ x, y, ...expected }) => {
  const ours = [pearson(x, y), spearman(x, y), kendall(x, y), forecastScores(x, y).r2];
  expectClose(ours, [expected.pearson, expected.spearman, expected.kendall, expected.r2]);
});

test.each(figures.distances)("Fréchet distance of $size features", ({ size, a, b, distance }) => {
  const ofA = new FeatureStatistics(size).add(a.slice(0, size)).add(a.slice(size));
  const ofB = new FeatureStatistics(size).add(Float64Array.from(b));
  expect(frechetDistance(ofA, ofB) / distance).toBeCloseTo(1, 6);
  expect(frechetDistance(ofA, ofA)).toBeCloseTo(0, 5);
});
