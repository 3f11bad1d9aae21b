import { describe, expect, test } from "vitest";
import { parsePairs } from "../src/recipes/pairs/parse-pairs.ts";
import { splitPairs } from "../src/recipes/pairs/split-pairs.ts";
import { PairVocabularies } from "../src/tokenizers/pair-vocabularies.ts";
import { separatorOf } from "../src/tokenizers/symbols.ts";

const parse = (text: string) => parsePairs(text, separatorOf(text), "file.tsv");

describe("parsePairs", () => {
  test("splits at spaces, or into characters where no line has one", () => {
    expect(parse("a bc\tbc a\nd\te f\n")).toEqual([
      { source: ["a", "bc"], target: ["bc", "a"] },
      { source: ["d"], target: ["e", "f"] },
    ]);
    expect(parse("ab😀\t😀ba")).toEqual([{ source: ["a", "b", "😀"], target: ["😀", "b", "a"] }]);
  });

  test("takes Windows line ends, and more than one space", () => {
    expect(parse(" a  b \tb a\r\nc d\td c\r\n")).toEqual([
      { source: ["a", "b"], target: ["b", "a"] },
      { source: ["c", "d"], target: ["d", "c"] },
    ]);
  });

  const long = `${"a ".repeat(513)}\tb`;
  test.each([
    ["no tab", "a b\tb a\na b b a\n", /^file\.tsv: line 2 has no tab, expected source TAB target/],
    ["two tabs", "a b\tb a\tc\n", /line 1 has two tabs/],
    ["many tabs", "a\tb\tc\td\te f\n", /line 1 has more than two tabs/],
    ["an empty line", "a b\tb a\n\nc d\td c\n", /line 2 is empty, expected source TAB target/],
    ["an empty source", "a b\tb a\n\tb a\n", /line 2: the source is empty/],
    ["a target of spaces", "a b\t  \n", /line 1: the target is empty/],
    [
      "an endless source",
      `a b\tb a\n${long}\n`,
      /line 2: the source has 513 symbols, .* at most 512/,
    ],
  ])("names the line of %s", (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});

describe("splitPairs", () => {
  const pairs = Array.from({ length: 200 }, (_, i) => ({
    source: [`s${i % 120}`],
    target: [`t${i}`],
  }));

  test("holds out a tenth whose sources are not trained on, always the same", () => {
    const { training, heldOut } = splitPairs(pairs, "file.tsv");
    expect(heldOut).toHaveLength(20);
    expect(new Set([...training, ...heldOut])).toEqual(new Set(pairs));
    const seen = new Set(training.map(({ source }) => source[0]));
    expect(heldOut.some(({ source }) => seen.has(source[0]))).toBe(false);
    expect(splitPairs(pairs, "file.tsv").heldOut).toEqual(heldOut);
  });

  test("holds out the rarest source where each is frequent, and refuses a single one", () => {
    const few = [..."aaaabbb"].map((one) => ({ source: [one], target: [one] }));
    expect(splitPairs(few, "f").heldOut.map(({ source }) => source[0])).toEqual(["b", "b", "b"]);
    expect(() => splitPairs(few.slice(0, 4), "f")).toThrow(
      /f has one source only, expected at least/,
    );
  });
});

describe("PairVocabularies", () => {
  const pairs = [
    { source: ["b", "a"], target: ["x"] },
    { source: ["c"], target: ["y", "x"] },
  ];
  const vocabularies = PairVocabularies.train(pairs, " ");

  test("reserves padding, begin, end and unknown", () => {
    expect(vocabularies.source.symbols).toEqual(["a", "b", "c"]);
    expect(vocabularies.target.size).toBe(6);
    expect(vocabularies.encode({ source: ["c", "nowhere", "a"], target: ["y", "a"] })).toEqual({
      source: [6, 3, 4],
      target: [5, 3],
    });
    expect(vocabularies.target.decode([4, 5, 3, 1])).toEqual(["x", "y", "<unknown>", "<begin>"]);
  });

  test("splits what is typed as the data were split", () => {
    expect(vocabularies.sourceSymbols(" b  a")).toEqual(["b", "a"]);
    expect(PairVocabularies.train(pairs, "").sourceSymbols("b ac")).toEqual(["b", "a", "c"]);
    expect(() => vocabularies.sourceSymbols("ba")).toThrow(/the prompt has "ba", .*by spaces/);
    expect(() => vocabularies.sourceSymbols("  ")).toThrow(/the prompt has no symbols/);
  });
});
