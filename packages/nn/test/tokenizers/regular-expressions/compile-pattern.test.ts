import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PretrainedTokenizer } from "../../../src/tokenizers/pretrained-tokenizer.ts";
import { compilePattern } from "../../../src/tokenizers/regular-expressions/compile-pattern.ts";
import { LinearMatcher } from "../../../src/tokenizers/regular-expressions/linear-matcher.ts";
import { matchingProgram } from "../../../src/tokenizers/regular-expressions/matching-program.ts";
import { nativeExpression } from "../../../src/tokenizers/regular-expressions/native-expression.ts";
import { parsePattern } from "../../../src/tokenizers/regular-expressions/parse-pattern.ts";
import { PatternCursor } from "../../../src/tokenizers/regular-expressions/pattern-cursor.ts";
import { TokenizerDataError } from "../../../src/tokenizers/tokenizer-data-error.ts";
import { fuzzRuns } from "../../fuzz-runs.ts";
import { evilPatterns } from "./evil-patterns.ts";
import { plainFind } from "./plain-matcher.ts";
import { publishedPatterns } from "./published-patterns.ts";

type Find = (text: string, from: number) => readonly [start: number, end: number] | undefined;

const parsed = (source: string) => parsePattern(new PatternCursor(source));

function linear(source: string): Find {
  const matcher = new LinearMatcher(matchingProgram(parsed(source))!);
  return (text, from) => {
    const found = matcher.find(text, from);
    return found && [found.start, found.end];
  };
}

/** The engine itself, however long it takes. */
function native(source: string): Find {
  const expression = nativeExpression(parsed(source));
  return (text, from) => {
    expression.lastIndex = from;
    const found = expression.exec(text);
    return found ? [found.index, found.index + found[0].length] : undefined;
  };
}

/** All matches, but for empty ones in the midst of a character, of which the engine finds some. */
function allOf(find: Find, text: string): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let from = 0; from <= text.length; ) {
    const span = find(text, from);
    if (!span) break;
    const [start, end] = span;
    if (start < end || text.codePointAt(start - 1)! <= 0xffff || start === 0) found.push(span);
    from = start < end ? end : end + (text.codePointAt(end)! > 0xffff ? 2 : 1);
  }
  return found;
}

describe("an expression cannot be made to run long", () => {
  test.each(evilPatterns)("%s", (source, text) => {
    const pattern = compilePattern(source);
    // What the engine itself searches is short, or the engine would not be back.
    expect(pattern.longestNative).toBeLessThan(5000);
    for (const n of [30, 1000, 5000]) {
      const spans = pattern.matches(text(n));
      expect(spans.length).toBeLessThanOrEqual(n + 1);
    }
  });

  test("one that refers back is searched in short texts, and refused in long ones", () => {
    const pattern = compilePattern("(a*)*\\1b");
    expect(pattern.matches("aab")).toEqual([{ start: 0, end: 3 }]);
    expect(() => pattern.matches("a".repeat(1000))).toThrow(TokenizerDataError);
    expect(() => pattern.matches("a".repeat(1000))).toThrow(/refers back/);
  });

  test("one that is too large to be searched in linear time is refused", () => {
    expect(() => compilePattern("((a{50}){50}){50}b+c")).toThrow(/too large/);
    expect(() => compilePattern(`a${"*".repeat(1000)}`)).toThrow(TokenizerDataError);
    expect(() => compilePattern("a{1000000}")).toThrow(/100000/);
  });

  test("in a tokenizer.json: cut, normalised, decoded", () => {
    const evil = { pattern: { Regex: "(a+)+$" }, content: "b" };
    const tokenizer = new PretrainedTokenizer({
      model: { type: "WordLevel", vocab: { "[UNK]": 0 }, unk_token: "[UNK]" },
      normalizer: { type: "Replace", ...evil },
      pre_tokenizer: { type: "Split", behavior: "Isolated", invert: false, ...evil },
      decoder: { type: "Replace", ...evil },
    });
    const text = `${"a".repeat(10_000)}!`;
    expect([...tokenizer.encode(text)]).toEqual([0]);
    expect(tokenizer.decode([0])).toBe("[UNK]");
  });
});

test.each(Object.entries(publishedPatterns))(
  "the expression of published tokenizers is run by the engine itself: %s",
  (_, source) => {
    expect(compilePattern(source).longestNative).toBe(Number.POSITIVE_INFINITY);
    const text = "Hello  world's 12345 ÉTÉ été中文\r\n\n  ok!?  \t\n 'LL \u{1f600}a\u0301 ";
    expect(allOf(linear(source), text)).toEqual(allOf(native(source), text));
  },
);

test.each([
  ["\\s+(?!x)", "nothing takes what it scanned in vain"],
  ["\\s*(?!\\S)|\\s+", "it ends at every place of a run"],
  ["\\s*[\\r\\n]+| |\\s+", "a space alone is taken before the run is"],
  ["\\p{L}+(?:a\\s*)*", "a part that is scanned may be given back"],
  ["(?:a|b)+c", "it repeats more than a set, and may give it back"],
  ["(?:a|ab*)+", "what it repeats is scanned without bound"],
])("%s is not taken for one that is searched in linear time: %s", (source) => {
  expect(compilePattern(source).longestNative).toBeLessThan(10_000);
});

const piece = fc.constantFrom(
  ..."a b . \\s \\S [ab] [^a] $".split(" "),
  ...["\\R", "(?=a)", "(?!b)", "(?=a*b)"],
);
const further = fc.constantFrom("\u{1f600}", "^", "\\b", "(?<=a)", "(?<!ab*)");

/** Expressions of some depth. */
const patternOf = (pieces: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      pieces,
      fc
        .tuple(
          tie("pattern"),
          fc.constantFrom("*", "+", "?", "*?", "??", "{2}", "{1,2}", "{0,2}?", "++"),
        )
        .map(([inner, times]) => `(?:${inner})${times}`),
      fc.tuple(tie("pattern"), tie("pattern")).map(([one, other]) => `${one}${other}`),
      fc.tuple(tie("pattern"), tie("pattern")).map(([one, other]) => `(?:${one}|${other})`),
      tie("pattern").map((inner) => `(?>${inner})`),
      tie("pattern").map((inner) => `(?=${inner})`),
    ),
  })).pattern;
const textOf = (...characters: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...characters), { maxLength: 9 }).map((some) => some.join(""));
const anyText = textOf("a", "b", " ", "\n", "\r", "\u{1f600}", "\ud83d");

test("a class that is negated is negated once, however often it is compiled", () => {
  expect(compilePattern("(?:[^a]b)+").matches("ab cbdb")).toEqual([{ start: 3, end: 7 }]);
  expect(compilePattern("(?:\\Sb)+").matches(" b cb")).toEqual([{ start: 3, end: 5 }]);
});

test("the matcher finds what the engine finds", () => {
  fc.assert(
    fc.property(patternOf(fc.oneof(piece, further)), anyText, (source, text) => {
      expect(allOf(linear(source), text)).toEqual(allOf(native(source), text));
    }),
    fuzzRuns(400),
  );
});

test("the matcher finds what a plain one finds, which tries everything", () => {
  const patterns = patternOf(
    fc.oneof(
      piece,
      further,
      patternOf(piece).map((one) => `(?<!${one})`),
    ),
  );
  fc.assert(
    fc.property(patterns, anyText, (source, text) => {
      let root: ReturnType<typeof parsed>;
      try {
        root = parsed(source);
      } catch (error) {
        // What is atomic in a look behind.
        if (error instanceof TokenizerDataError) return;
        throw error;
      }
      const plain: Find = (whole, from) => plainFind(root, whole, from);
      expect(allOf(linear(source), text)).toEqual(allOf(plain, text));
    }),
    fuzzRuns(200),
  );
});
