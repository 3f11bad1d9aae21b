import { describe, expect, test } from "vitest";
import { markedJson } from "../../src/structured-output/json-schema/marked-json.ts";
import { CharacterTokenizer } from "../../src/tokenizers/character-tokenizer.ts";
import { sampledIds } from "./sampled.ts";
import { tokenizers } from "./tokenizers.ts";

/** The text that noise says, and what stands behind its marks. */
function said(text: string, opening: string, closing: string): { value: unknown; rest: string }[] {
  const found = [];
  for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at)) {
    const end = text.indexOf(closing, at);
    found.push({
      value: JSON.parse(text.slice(at + opening.length, end)) as unknown,
      rest: text.slice(end + closing.length),
    });
    at = end + closing.length;
  }
  return found;
}

describe("JSON comes behind every mark, and any text around it", () => {
  test.each(Object.entries(tokenizers))("with %s", async (_, make) => {
    const tokenizer = await make();
    const vocabSize = Math.max(tokenizer.vocabSize, 400);
    const schema = { enum: [true, 12, ["name"]] };
    const marks = { opening: "e", closing: "]}" };
    const constraint = markedJson(schema, tokenizer, { ...marks, whitespace: 1 });
    const begun = [...tokenizer.encode("name", { addSpecialTokens: false })];
    let [found, free] = [0, 0];
    for (let seed = 0; seed < 24; seed++) {
      const ids = sampledIds(constraint, vocabSize, { seed, longest: 60, opensText: false, begun });
      const before = constraint.decode(begun).length;
      const text = constraint.decode([...begun, ...ids]).slice(before);
      for (const { value, rest } of said(text, marks.opening, marks.closing)) {
        expect(schema.enum).toContainEqual(value);
        found++;
        if (rest !== "") free++;
      }
      expect(ids.length).toBe(60); // it may go on for ever
    }
    expect(found).toBeGreaterThan(2);
    expect(free).toBeGreaterThan(1);
  });
});

test("a mark is met wherever it stands, in its own beginning too", () => {
  const tokenizer = CharacterTokenizer.train("ab1>");
  const constraint = markedJson({ type: "integer" }, tokenizer, { opening: "aab", closing: ">" });
  const { process } = constraint.of({ begun: 0, longest: 40, ends: [], opensText: true });
  const behind = (text: string): string => {
    const scores = new Float64Array(tokenizer.vocabSize);
    process(scores, { ids: [...tokenizer.encode(text)], row: 0 });
    const ids = [...scores.keys()].filter((id) => scores[id]! > Number.NEGATIVE_INFINITY);
    return [...tokenizer.decode(ids)].sort().join("");
  };
  for (const free of ["", "a", "aa", "aaa", "ab", "abab", "aab1>", "aab11>b", "1>"])
    expect([free, behind(free)]).toEqual([free, "1>ab"]);
  for (const marked of ["aab", "aaab", "aaaab", "abaab", "aab1>aaab"])
    expect([marked, behind(marked)]).toEqual([marked, "1"]);
  expect(behind("aaab1")).toBe("1>");
});

test("what is begun has room to end, and what has none is not begun", () => {
  const tokenizer = CharacterTokenizer.train("<>12");
  const options = { opening: "<", closing: ">" };
  const constraint = markedJson({ const: 12 }, tokenizer, options);
  let begun = 0;
  for (let seed = 0; seed < 40; seed++) {
    const ids = sampledIds(constraint, tokenizer.vocabSize, { seed, longest: 5 });
    const text = constraint.decode(ids);
    expect(text.replaceAll("<12>", "")).not.toContain("<");
    if (text.includes("<")) begun++;
  }
  expect(begun).toBeGreaterThan(5);
});

test("a text may end anywhere but in its JSON", () => {
  const tokenizer = CharacterTokenizer.train("<>12.");
  const [end] = tokenizer.encode(".") as unknown as [number];
  const constraint = markedJson({ const: 12 }, tokenizer, { opening: "<<", closing: ">" });
  const { process } = constraint.of({ begun: 0, longest: 40, ends: [end], opensText: true });
  const mayEnd = (text: string): boolean => {
    const scores = new Float64Array(tokenizer.vocabSize);
    process(scores, { ids: [...tokenizer.encode(text)], row: 0 });
    return scores[end] === 0;
  };
  expect(["", "1<", "<<12>", "<<12>2"].map(mayEnd)).toEqual([true, true, true, true]);
  expect(["<<", "<<1", "<<12"].map(mayEnd)).toEqual([false, false, false]);
});

test.each([
  [{ opening: "", closing: ">" }, /opening is "", expected a text of 1 to 100 characters/],
  [{ opening: "<", closing: "x".repeat(101) }, /closing is .*, expected a text of 1 to 100/],
  [{ opening: "<" }, /closing/],
  [{ opening: "<", closing: ">", whitespce: 1 }, /whitespce/],
])("%j is refused", (options, message) => {
  const tokenizer = CharacterTokenizer.train("null<>");
  expect(() => markedJson({ type: "null" }, tokenizer, options as never)).toThrow(message);
});
