import { describe, expect, test } from "vitest";
import { Generator } from "../../src/random/generator.ts";
import { ConstraintError } from "../../src/structured-output/constraint-error.ts";
import { regex } from "../../src/structured-output/regular-expression/regex.ts";
import { CharacterTokenizer } from "../../src/tokenizers/character-tokenizer.ts";
import { sampledIds } from "./sampled.ts";
import { tokenizers } from "./tokenizers.ts";

const characters = CharacterTokenizer.train('abcxyz019_- \n\té日😀.\\/^$*+?()[]{}|"<>,:');
const [end] = characters.encode(">") as unknown as [number];

function textsOf(pattern: string | RegExp, count = 30, longest = 12): string[] {
  const constraint = regex(pattern, characters);
  return Array.from({ length: count }, (_, seed) =>
    constraint.decode(sampledIds(constraint, characters.vocabSize, { seed, longest, ends: [end] })),
  );
}

/** An expression of JavaScript's, all of whose texts are of our characters. */
function randomPattern(random: Generator, depth = 0): string {
  const draw = (count: number) => Math.floor(random.uniform(1)[0]! * count);
  const pick = (list: readonly string[]) => list[draw(list.length)]!;
  const atoms = ["a", "é", ".", "\\d", "\\w", "\\S", "[a-c日]", "[^a\\d]", "\\u{1F600}", "\\u65e5"];
  const more = ["\\.", "\\\\", "[\\w-]", "[^\\s\\S\\w]|b", "\\x61", "\\t", "[\\u0061-c]", "\\p{L}"];
  const inner = () => randomPattern(random, depth + 1);
  const own = [
    () => pick([...atoms, ...more.map((one) => `(?:${one})`)]),
    () => `${inner()}${inner()}`,
    () => `(?:${inner()}|${inner()})`,
    () => `(${inner()})${pick(["*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "{0,2}?"])}`,
    () => `(?<n${depth}${draw(1e6)}>${inner()})`,
  ];
  return depth > 3 ? own[0]!() : own[draw(own.length)]!();
}

describe("texts fit", () => {
  test("random expressions, by JavaScript's own", () => {
    const random = new Generator(5);
    let tried = 0;
    for (let i = 0; i < 80; i++) {
      const pattern = randomPattern(random);
      const whole = new RegExp(`^(?:${pattern})$`, "u");
      let texts: string[];
      try {
        texts = textsOf(pattern, 4, 24);
      } catch (error) {
        // As "[^\s\S\w]", or longer than is asked for.
        expect(String(error)).toMatch(/no text fits|the shortest text takes|can be written/);
        continue;
      }
      for (const text of texts) expect(text, pattern).toMatch(whole);
      tried++;
    }
    expect(tried).toBeGreaterThan(60);
  });

  test.each<[string | RegExp, readonly string[]]>([
    ["a|b", ["a", "b"]],
    ["^(a|bc)$", ["a", "bc"]],
    ["^a|b$", ["a", "b"]],
    ["a{2}|(?:)", ["aa", ""]],
    ["[^\\s\\S]|x", ["x"]],
    ["[-a]", ["-", "a"]],
    ["[a-]", ["-", "a"]],
    [/[\^\]]/, ["^", "]"]],
    ["(ab?)??c", ["c", "ac", "abc"]],
    ["[\\ud83d\\ude00]", ["😀"]],
  ])("%s has these texts and no others", (pattern, texts) => {
    expect(new Set(textsOf(pattern, 60))).toEqual(new Set(texts));
  });

  test("a dot is no end of a line, unless the flag says so", () => {
    expect(textsOf(/./, 300).includes("\n")).toBe(false);
    expect(textsOf(/./s, 300).includes("\n")).toBe(true);
  });

  test.each(Object.entries(tokenizers))("in tokens of %s", async (_, make) => {
    const tokenizer = await make();
    const pattern = "(?:naïve|日本|name) ?[a-z]{0,9}";
    const constraint = regex(pattern, tokenizer);
    for (let seed = 0; seed < 10; seed++) {
      const ids = sampledIds(constraint, 400, { seed, longest: 14 });
      expect(constraint.decode(ids)).toMatch(new RegExp(`^(?:${pattern})$`, "u"));
    }
  });
});

describe("what is refused, and where", () => {
  test.each<[string | RegExp, string]>([
    ["ab(?=c)", "there is a lookahead, which is not done, at position 2"],
    ["(?<!a)b", "there is a negative lookbehind, which is not done, at position 0"],
    ["(a)\\1", 'there is a reference back ("\\1"), which is not done, at position 3'],
    ["(?<n>a)\\k<n>", "there is a reference back"],
    ["\\bword", "there is a word boundary"],
    ["a^b", "there is an anchor within the expression, at position 1"],
    ["(?i:a)", "there are flags, which are not done, at position 0"],
    [/a/i, "the flag i is given, expected none but u and s"],
    ["a(b", 'a "(" is not closed, at position 1'],
    ["a)", '")" closes nothing, at position 1'],
    ["[b-a]", "a range is the wrong way round, at position 1"],
    ["a{3,2}", "the numbers of a repetition are the wrong way round, at position 1"],
    ["*a", 'there is nothing that "*" could repeat, at position 0'],
    ["\\q", '"\\q" means nothing, at position 0'],
    ["\\p{Nothing}", "there is no property {Nothing}"],
    ["\\ud800", "there is no such character"],
    ["[^\\s\\S]", "no text fits"],
  ])("%s", (pattern, message) => {
    expect(() => regex(pattern, characters)).toThrow(ConstraintError);
    expect(() => regex(pattern, characters)).toThrow(message);
  });
});
