import { describe, expect, test } from "vitest";
import { stridedPerplexity } from "../../src/evaluation/strided-perplexity.ts";
import {
  answerScore,
  answerScores,
  calibrationError,
  characterErrorRate,
  classificationScores,
  corpusRouge,
  entityScores,
  entitySpans,
  FeatureStatistics,
  forecastScores,
  frechetDistance,
  logLoss,
  multilabelScores,
  perplexityWindows,
  rocAuc,
  rouge,
  wordErrorRate,
} from "../../src/metrics/index.ts";
import { Gpt } from "../../src/models/families/gpt.ts";
import { manualSeed } from "../../src/random/generator.ts";

describe("ROUGE", () => {
  test("by lines, each word as often as both have it", () => {
    const { rougeL, rougeLsum } = rouge("a b c\nd e", "d e f\na c");
    expect(rougeL.recall).toBe(2 / 5);
    expect([rougeLsum.precision, rougeLsum.recall]).toEqual([4 / 5, 4 / 5]);
    expect(rouge("x\nx", "x").rougeLsum.recall).toBe(1);
  });

  test("of a corpus the mean, of references the best", () => {
    const { rouge1 } = corpusRouge(["a b", "c"], [["x", "a"], "d"]);
    expect(rouge1).toEqual({ precision: 1 / 4, recall: 1 / 2, f1: 1 / 3 });
    expect(() => corpusRouge([], [])).toThrow("corpusRouge: there are no hypotheses");
  });
});

describe("entities", () => {
  const spans = (tags: string, rule: "conlleval" | "strict") =>
    entitySpans(tags.split(" "), rule).map(({ first, last, type }) => `${first}-${last} ${type}`);

  test.each([
    ["I-A I-A O B-B I-A", ["0-1 A", "3-3 B", "4-4 A"], ["3-3 B"]],
    ["B-A B-A I-A", ["0-0 A", "1-2 A"], ["0-0 A", "1-2 A"]],
    ["S-A E-A B-A O B-A E-A", ["0-0 A", "1-1 A", "2-2 A", "4-5 A"], ["0-0 A", "4-5 A"]],
    ["B-A I-B E-A", ["0-0 A", "1-1 B", "2-2 A"], []],
  ])("%s", (tags, lenient, strict) => {
    expect(spans(tags, "conlleval")).toEqual(lenient);
    expect(spans(tags, "strict")).toEqual(strict);
  });

  test("scores by type, and what does not fit is named", () => {
    const { micro, macro, perType } = entityScores(
      [["B-A", "O"], ["B-B"]],
      [["B-A", "B-C"], ["O"]],
    );
    expect(micro).toEqual({ precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 });
    expect(macro.f1).toBe(1 / 3);
    expect([...perType].map(([type, { gold }]) => [type, gold])).toEqual([
      ...[
        ["A", 1],
        ["B", 1],
        ["C", 0],
      ],
    ]);
    expect(() => entitySpans(["X-A"])).toThrow('tags[0] is "X-A", expected O, or B-');
    expect(() => entityScores([["O"]], [["O", "O"]])).toThrow("sentence 0 has 1 gold and 2");
  });
});

test("answers", () => {
  expect(answerScore("a", "the")).toEqual({ exactMatch: 1, f1: 1 });
  expect(answerScore("the big Cat.", ["cat", "dog"]).f1).toBe(2 / 3);
  expect(answerScores(["x", ""], ["y", [""]])).toEqual({ exactMatch: 50, f1: 50 });
});

test("error rates", () => {
  expect(wordErrorRate(["a b c", "x"], ["a c", "x y"])).toEqual({
    rate: 0.5,
    errors: 2,
    length: 4,
  });
  expect(characterErrorRate(["😀b"], ["b"])).toEqual({ rate: 1, errors: 1, length: 1 });
  expect(wordErrorRate([""], [""]).rate).toBe(0);
  expect(wordErrorRate(["a"], [""]).rate).toBe(Number.POSITIVE_INFINITY);
});

test("calibration: confident and wrong is the worst", () => {
  expect(
    calibrationError(
      [0, 1],
      [
        [1, 0],
        [1, 0],
      ],
    ),
  ).toBe(0.5);
  expect(
    calibrationError(
      [0, 1],
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    ),
  ).toBe(0);
  expect(calibrationError([1], [[0.8, 0.2]], { bins: 10 })).toBeCloseTo(0.8, 12);
});

test("labels may be names", () => {
  const { confusion, perClass } = classificationScores(["b", "a", "b"], ["b", "b", "b"]);
  expect(confusion).toEqual({
    classes: ["a", "b"],
    counts: [
      [0, 1],
      [0, 2],
    ],
  });
  expect(perClass[1]).toMatchObject({ class: "b", labels: 2, recall: 1 });
});

test("a forecast without a scale has no scaled error", () => {
  expect(forecastScores([1, 2], [1, 3], { history: [1, 2, 4] }).mase).toBe(1 / 3);
  expect(forecastScores([1, 2], [1, 3], { history: [1, 2], season: 2 }).mase).toBeUndefined();
  expect(forecastScores([1, 2], [1, 3], { history: [2, 2] }).mase).toBeUndefined();
  expect(forecastScores([0, 2], [0, 2])).toMatchObject({ smape: 0, mape: Infinity, r2: 1 });
});

test("what is wrong is named", () => {
  const wrong: readonly (readonly [() => unknown, string])[] = [
    [() => classificationScores([1], [1, 2]), "there are 1 labels and 2 predictions"],
    [() => classificationScores([Number.NaN], [1]), "a label is NaN"],
    [() => logLoss([2], [[0.5, 0.5]]), "labels[0] is 2, expected a class from 0 to 1"],
    [() => logLoss([0], [[1.5, 0]]), "probabilities[0][0] is 1.5"],
    [() => rocAuc([0, 2], [1, 2]), "labels[1] is 2, expected 0 or 1"],
    [() => multilabelScores([[1, 2]], [[1, 1]]), "labels[0] holds 2"],
    [() => forecastScores([1, Number.NaN], [1, 2]), "actual[1] is NaN"],
    [() => new FeatureStatistics(2).add([1, 2, 3]), "3 features, expected a multiple of size (2)"],
    [
      () => frechetDistance(new FeatureStatistics(1), new FeatureStatistics(1)),
      "there are 0 vectors, expected at least 2",
    ],
  ];
  for (const [call, said] of wrong) expect(call).toThrow(said);
});

describe("perplexity in windows", () => {
  test("each token counts at most once, the first of a window never", () => {
    const rows = (length: number, maxLength: number, stride: number) =>
      perplexityWindows(length, { maxLength, stride }).map(({ begin, end, scored }) => [
        ...[begin, end, scored],
      ]);
    expect(rows(10, 4, 4)).toEqual([
      [0, 4, 3],
      [4, 8, 3],
      [8, 10, 1],
    ]);
    expect(rows(10, 4, 2)).toEqual([
      [0, 4, 3],
      [2, 6, 2],
      [4, 8, 2],
      [6, 10, 2],
    ]);
    expect(rows(9, 4, 4).at(-1)).toEqual([8, 9, 0]);
  });

  test("a model scores what its windows say", async () => {
    manualSeed(1);
    const model = new Gpt({ vocabSize: 5, contextLength: 4, layers: 1, heads: 1, dModel: 4 });
    const ids = Int32Array.of(1, 2, 3, 4, 0, 1, 2, 3, 4);
    const whole = await stridedPerplexity(model, ids.slice(0, 4), { maxLength: 4 });
    const scored = await stridedPerplexity(model, ids, { maxLength: 4, stride: 1 });
    expect(scored.tokens).toBe(8);
    expect(scored.windows[0]!.nats).toBeCloseTo(whole.loss * 3, 6);
    expect(scored.windows.reduce((sum, { nats }) => sum + nats, 0)).toBeCloseTo(8 * scored.loss, 9);
    await expect(stridedPerplexity(model, ids, { maxLength: 1 })).rejects.toThrow(
      "none to predict",
    );
    model.dispose();
  });
});
