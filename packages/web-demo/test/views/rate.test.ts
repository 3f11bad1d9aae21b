import { describe, expect, it } from "vitest";
import {
  type ComparisonFileError,
  csvOfComparison,
  jsonOf,
  limits,
  merged,
  readComparison,
} from "../../src/views/rate/comparison-file.ts";
import { parseCsv } from "../../src/views/rate/csv.ts";
import { eloOf, type Match, standings } from "../../src/views/rate/elo.ts";
import { agreementOf } from "../../src/views/rate/kappa.ts";
import { turnsFor } from "../../src/views/rate/order.ts";
import { type Comparison, type Pair, rated, undone } from "../../src/views/rate/pairs.ts";
import { resultsOf } from "../../src/views/rate/results.ts";

const pair = (prompt: string, models: readonly [string, string] = ["A", "B"]): Pair => ({
  ...{ prompt, models },
  texts: [`${prompt}, said "a",\nand more`, "=1+1"],
});
const comparison: Comparison = {
  pairs: [pair("one"), pair("two"), pair("three", ["A", "C"])],
  ratings: [
    { pair: 0, rater: "ann", verdict: 0 },
    { pair: 1, rater: "ann", verdict: "tie" },
    { pair: 0, rater: "ben", verdict: 1 },
    { pair: 2, rater: "ben", verdict: "skip" },
  ],
};

describe("Elo", () => {
  const wins = (first: string, second: string, count: number, share = 1): Match[] =>
    Array.from({ length: count }, () => ({ first, second, share }));

  it("ten wins to one are 400 points, when there are many", () => {
    const [a, b] = eloOf(["A", "B"], [...wins("A", "B", 10_000), ...wins("B", "A", 1000)]);
    expect(a! - b!).toBeCloseTo(400, 0);
    expect((a! + b!) / 2).toBeCloseTo(1000, 6);
  });

  it("ties alone are even, and a tie is half a win on each side", () => {
    const [a, b] = eloOf(["A", "B"], wins("A", "B", 20, 0.5));
    expect(a! - b!).toBeCloseTo(0, 6);
    const halves = eloOf(["A", "B"], [...wins("A", "B", 3), ...wins("B", "A", 1)]);
    const tied = eloOf(["A", "B"], [...wins("A", "B", 2), ...wins("A", "B", 2, 0.5)]);
    expect(tied[0]).toBeCloseTo(halves[0]!, 6);
  });

  it("does not depend on the order of the matches, nor on who stands first", () => {
    const matches = [...wins("A", "B", 3), ...wins("B", "C", 2), ...wins("C", "A", 1)];
    const names = ["A", "B", "C"];
    const turned = matches.map((one) => ({ first: one.second, second: one.first, share: 0 }));
    const other = eloOf(names, turned.reverse());
    for (const [i, elo] of eloOf(names, matches).entries()) expect(other[i]).toBeCloseTo(elo, 6);
  });

  it("stays finite when one has won all", () => {
    const [a, b] = eloOf(["A", "B"], wins("A", "B", 5));
    expect(a! - b!).toBeGreaterThan(200);
    expect(a! - b!).toBeLessThan(1000);
  });

  it("intervals hold the value, shrink with more matches, and are the same for a seed", () => {
    const few = [...wins("A", "B", 6), ...wins("B", "A", 4)];
    const many = Array.from({ length: 20 }, () => few).flat();
    const [best] = standings(["A", "B"], few, { seed: 4 });
    const [sure] = standings(["A", "B"], many, { seed: 4 });
    expect(best!.name).toBe("A");
    expect(best!.from).toBeLessThan(best!.elo);
    expect(best!.to).toBeGreaterThan(best!.elo);
    expect(sure!.to - sure!.from).toBeLessThan((best!.to - best!.from) / 3);
    expect(standings(["A", "B"], few, { seed: 4 })[0]).toEqual(best);
    expect([best!.matches, best!.wins]).toEqual([10, 6]);
  });
});

describe("agreement", () => {
  const judged = (rows: readonly string[][]) =>
    rows.flatMap((row, item) =>
      row.map((category, rater) => ({ item, rater: `r${rater}`, category })),
    );
  const times = (count: number, row: string[]) => Array.from({ length: count }, () => row);

  it("of two is Cohen's kappa", () => {
    const rows = [
      ...times(20, ["yes", "yes"]),
      ...times(5, ["yes", "no"]),
      ...times(10, ["no", "yes"]),
      ...times(15, ["no", "no"]),
    ];
    const found = agreementOf(judged(rows))!;
    expect(found.measure).toBe("cohen");
    expect(found.observed).toBeCloseTo(0.7, 12);
    expect(found.kappa).toBeCloseTo(0.4, 12); // (0.7 - 0.5) / (1 - 0.5)
  });

  it("of three is Fleiss' kappa", () => {
    // P = (1 + 1/3 + 1/3 + 1) / 4 = 2/3; p(a) = 7/12, p(b) = 5/12, chance 74/144
    const rows = [
      ["a", "a", "a"],
      ["a", "a", "b"],
      ["a", "a", "b"],
      ["b", "b", "b"],
    ];
    const found = agreementOf(judged(rows))!;
    expect(found).toMatchObject({ measure: "fleiss", raters: 3, items: 4 });
    expect(found.kappa).toBeCloseTo((2 / 3 - 74 / 144) / (1 - 74 / 144), 12);
  });

  it("is none without two on the same thing, and no kappa where all always say the same", () => {
    expect(agreementOf(judged([["a"], ["b"]]))).toBeUndefined();
    expect(agreementOf(judged(times(3, ["a", "a"])))).toMatchObject({
      observed: 1,
      kappa: undefined,
    });
  });
});

describe("the order of comparing", () => {
  it("has every pair once, is the same for a seed and a name, and differs between names", () => {
    const turns = turnsFor(40, 1, "ann");
    expect(turns.map((turn) => turn.pair).sort((a, b) => a - b)).toEqual([...Array(40).keys()]);
    expect(turnsFor(40, 1, "ann")).toEqual(turns);
    expect(turnsFor(40, 1, "ben")).not.toEqual(turns);
    expect(turnsFor(40, 2, "ann")).not.toEqual(turns);
  });

  it("gives each model each side as often", () => {
    const swapped = turnsFor(2000, 3, "x").filter((turn) => turn.swapped).length;
    expect(Math.abs(swapped - 1000)).toBeLessThan(120);
  });
});

describe("ratings", () => {
  it("replace an earlier one of the same person, and are taken back one by one", () => {
    const again = rated(comparison, { pair: 0, rater: "ann", verdict: 1 });
    expect(again.ratings).toHaveLength(4);
    expect(undone(again, "ann").ratings).toHaveLength(3);
    expect(undone(again, "nobody").ratings).toHaveLength(4);
    expect(undone(comparison, "ben").ratings.at(-1)).toEqual(comparison.ratings[2]);
  });

  it("count by model, whatever side it stood on, and skipped ones nowhere", () => {
    const results = resultsOf(comparison, 1);
    expect(results).toMatchObject({ decided: 3, ties: 1, skipped: 1, raters: ["ann", "ben"] });
    expect(results.standings.find(({ name }) => name === "A")).toMatchObject({
      matches: 3,
      wins: 1.5,
    });
    expect(results.standings.find(({ name }) => name === "C")).toMatchObject({ matches: 0 });
    expect(results.agreement).toMatchObject({ items: 1, observed: 0 });
  });
});

describe("files", () => {
  it("are read again as they were written", () => {
    expect(readComparison(jsonOf(comparison), "x.json")).toEqual(comparison);
    const read = readComparison(csvOfComparison(comparison), "x.csv");
    expect(read.pairs).toEqual(comparison.pairs);
    expect(new Set(read.ratings)).toEqual(new Set(comparison.ratings));
  });

  it("may be a plain list of pairs", () => {
    const [one] = readComparison('[{"prompt":"p","a":"x","b":"y"}]', "pairs.json").pairs;
    expect(one).toEqual({ prompt: "p", texts: ["x", "y"], models: ["A", "B"] });
    expect(readComparison("prompt,a,b\r\np,x,y\n", "pairs.csv").pairs).toEqual([one]);
  });

  it("of several people are one", () => {
    const ben = { pairs: comparison.pairs, ratings: comparison.ratings.slice(2) };
    const ann = { pairs: comparison.pairs.slice(0, 2), ratings: comparison.ratings.slice(0, 2) };
    const both = merged(ann, ben, ben);
    expect(both.pairs).toEqual(comparison.pairs);
    expect(both.ratings).toHaveLength(4);
  });

  const pairs = [{ prompt: "p", a: "x", b: "y" }];
  it.each([
    ["notJson", "{", "x.json", ""],
    ["noPairs", "[]", "x.json", ""],
    ["noPairs", "{}", "x.json", ""],
    ["badPair", '[{"prompt":"p","a":1,"b":"y"}]', "x.json", "pairs[0].a"],
    ["badPair", "[null]", "x.json", "pairs[0]"],
    [
      "badPair",
      JSON.stringify([{ a: "x".repeat(limits.text + 1), b: "y" }]),
      "x.json",
      "pairs[0].a",
    ],
    ["sameModel", '[{"a":"x","b":"y","modelA":"m","modelB":"m"}]', "x.json", "pairs[0]"],
    [
      "badRating",
      JSON.stringify({ pairs, ratings: [{ pair: 1, rater: "r", verdict: "a" }] }),
      "x.json",
      "ratings[0]",
    ],
    [
      "badRating",
      JSON.stringify({ pairs, ratings: [{ pair: 0, rater: "r", verdict: "constructor" }] }),
      "x.json",
      "ratings[0]",
    ],
    ["badRating", JSON.stringify({ pairs, ratings: [null] }), "x.json", "ratings[0]"],
    ["badRating", JSON.stringify({ pairs, ratings: {} }), "x.json", "ratings"],
    ["notCsv", 'prompt,a,b\n"p,x,y', "x.csv", ""],
    ["notCsv", "question,answer\np,x", "x.csv", "question, answer"],
    ["noPairs", "prompt,a,b\n", "x.csv", ""],
    ["badRating", "prompt,a,b,rater,verdict\np,x,y,r,best", "x.csv", "line 2"],
    ["tooLarge", " ".repeat(limits.bytes + 1), "x.json", ""],
    ["tooMany", JSON.stringify(Array(limits.pairs + 1).fill(pairs[0])), "x.json", ""],
  ] as const)("are refused: %s", (problem, text, name, place) => {
    expect(() => readComparison(text, name)).toThrow(
      expect.objectContaining({ problem, place }) as ComparisonFileError,
    );
  });

  it("cannot reach what all objects have", () => {
    const read = readComparison('prompt,a,b,__proto__\np,x,y,{"z":1}', "x.csv");
    expect(read.pairs).toHaveLength(1);
    expect(({} as { z?: unknown }).z).toBeUndefined();
  });
});

it("CSV has quoted cells with commas, quotes and line ends", () => {
  expect(parseCsv('a,"b ""c"", d\ne"\r\n1,\n', 9)).toEqual([
    ["a", 'b "c", d\ne'],
    ["1", ""],
  ]);
  expect(parseCsv("1,", 9)).toEqual([["1", ""]]);
  expect(parseCsv('"a"b', 9)).toBeUndefined();
  expect(parseCsv("a\nb\nc", 1)).toBeUndefined();
});
