import { describe, expect, test } from "vitest";
import type { Constraint } from "../../src/generation/constraint.ts";
import { parseGbnf } from "../../src/structured-output/gbnf/parse-gbnf.ts";
import { GrammarConstraint } from "../../src/structured-output/grammar-constraint.ts";
import { regex } from "../../src/structured-output/regular-expression/regex.ts";
import { tokenBytesOf, utf8 } from "../../src/structured-output/tokens/token-bytes.ts";
import type { Tokenizer } from "../../src/tokenizers/tokenizer.ts";
import { tokenizers } from "./tokenizers.ts";

const plenty = 1000;

/** The ids that may come behind others; the end is the one above all tokens. */
function allowed(constraint: Constraint, ids: readonly number[], longest = plenty): number[] {
  const end = 500;
  const { process } = constraint.of({ begun: 0, longest, ends: [end], opensText: false });
  const scores = new Float64Array(end + 1);
  process(scores, { ids, row: 0 });
  return [...scores.keys()].filter((id) => scores[id] === 0);
}

/** The same by the bytes of all texts that there are. */
function allowedByTexts(tokenizer: Tokenizer, texts: readonly string[], said: string): number[] {
  const all = texts.map(utf8);
  const ids = tokenBytesOf(tokenizer).inside.flatMap((bytes, id) =>
    bytes !== "" && all.some((text) => text.startsWith(said + bytes)) ? [id] : [],
  );
  return all.includes(said) ? [...ids, 500] : ids;
}

const languages: Readonly<Record<string, readonly [pattern: string, texts: readonly string[]]>> = {
  "with common beginnings": [
    "(na|name|n|ag)(e|ée)?",
    ["na", "name", "n", "ag", "nae", "namee", "ne", "age", "naée", "nameée", "née", "agée"],
  ],
  "of several bytes": ["日本?|[é😀]{1,2}", ["日", "日本", "é", "😀", "éé", "é😀", "😀é", "😀😀"]],
  "with spaces": [
    "( ?name){1,2}",
    ["name", " name", "namename", " namename", "name name", " name name"],
  ],
};

describe("a token may come if, and only if, its bytes begin a text", () => {
  for (const name of ["bytes as characters", "byte fallback"])
    test.each(Object.entries(languages))(`${name}: %s`, async (_, [pattern, texts]) => {
      const tokenizer = await tokenizers[name]!();
      const constraint = regex(pattern, tokenizer);
      const { inside } = tokenBytesOf(tokenizer);
      // All ways to write all texts, token by token.
      const left: { readonly ids: readonly number[]; readonly said: string }[] = [
        { ids: [], said: "" },
      ];
      const seen = new Set<string>();
      for (let at = left.pop(); at; at = left.pop()) {
        const { ids, said } = at;
        if (seen.has(said)) continue;
        seen.add(said);
        const expected = allowedByTexts(tokenizer, texts, said);
        if (expected.length === 1 && expected[0] === 500 && ids.length > 0) continue; // it is over
        expect(allowed(constraint, ids), said).toEqual(expected);
        for (const id of expected)
          if (id < 500) left.push({ ids: [...ids, id], said: said + inside[id]! });
      }
      expect(seen.size).toBeGreaterThan(10);
    });

  test("tokens behind which nothing can be ended do not come", async () => {
    // There is no token for "Ü", so that "aÜ" cannot be written.
    const tokenizer = await tokenizers.characters!();
    const text = (constraint: Constraint) =>
      allowed(constraint, []).map((id) => tokenizer.decode([id]));
    expect(text(regex("aÜ|ab|c", tokenizer))).toEqual(["a", "c"]);
    expect(text(regex("aÜ|b|cdÜ", tokenizer))).toEqual(["b"]);
  });

  test("special tokens never come, the end only where a text may end", async () => {
    const tokenizer = await tokenizers["byte fallback"]!();
    const constraint = regex("<s>|</s>.", tokenizer);
    expect(allowed(constraint, []).every((id) => id > 2 && id < 500)).toBe(true);
    const written = [..."<s>"].map((one) => tokenBytesOf(tokenizer).inside.indexOf(one));
    expect(allowed(constraint, written.slice(0, 2))).not.toContain(500);
    expect(allowed(regex("a*", tokenizer), [])).toContain(500);
  });
});

describe("a text is ended within the tokens that there are", () => {
  test("what leads too far does not come", async () => {
    const tokenizer = await tokenizers.characters!();
    const constraint = regex("a(bcd|e)|[fg]hi", tokenizer);
    const said = (longest: number, ...ids: number[]) =>
      allowed(constraint, ids, longest).map((id) => (id === 500 ? "end" : tokenizer.decode([id])));
    const [a] = tokenizer.encode("a") as unknown as [number];
    expect(said(2)).toEqual(["a"]);
    expect(said(3)).toEqual(["a", "f", "g"]);
    expect(said(3, a)).toEqual(["e"]);
    expect(said(4, a)).toEqual(["b", "e"]);
    expect(() => said(1)).toThrow(
      "regex: the shortest text takes 2 tokens, expected maxNewTokens (or maxLength) to leave as many; it leaves 1",
    );
  });

  test("a token of many bytes is taken where those of one byte would be too many", async () => {
    const tokenizer = await tokenizers["byte fallback"]!();
    const constraint = regex("(naïve|x){3}", tokenizer);
    const { inside } = tokenBytesOf(tokenizer);
    const texts = allowed(constraint, [], 3).map((id) => inside[id]);
    expect(texts).toEqual(["x", utf8("naïve")]);
  });

  test("grammars that grow", async () => {
    const tokenizer = await tokenizers.characters!();
    const grammar = parseGbnf('root ::= "(" root ")" | "a"', "test");
    const constraint = new GrammarConstraint(grammar, tokenizer, "test");
    const [open] = tokenizer.encode("(") as unknown as [number];
    const said = (longest: number, opened: number) =>
      allowed(constraint, Array<number>(opened).fill(open), longest)
        .map((id) => tokenizer.decode([id]))
        .join("");
    expect([said(7, 2), said(7, 3), said(8, 3), said(9, 3)]).toEqual(["(a", "a", "a", "(a"]);
  });
});
