import { expect, test } from "vitest";
import {
  corpusBleu,
  normalizeEnglishTranscript,
  normalizeTranscript,
} from "../../src/metrics/index.ts";
import { SPACING, WHOLE_SPACING } from "../../src/metrics/python-whitespace.ts";
import { removeAsides } from "../../src/metrics/transcripts/normalize-transcript.ts";
import { Generator as RandomNumbers } from "../../src/random/generator.ts";

/** Short texts of few characters, in all orders. */
function* randomTexts(characters: string): Generator<string, void, void> {
  const generator = new RandomNumbers(1);
  for (let i = 0; i < 20_000; i++)
    yield [...generator.integers(i % 12, characters.length)].map((at) => characters[at]).join("");
}

test("asides are those of Whisper's expressions", () => {
  for (const text of randomTexts("<>[]()a ")) {
    const expected = text.replace(/[<[][^>\]]*[>\]]/g, "").replace(/\([^)]+?\)/g, "");
    expect(removeAsides(text), text).toBe(expected);
  }
});

test("white space before a sign is found as from each of its blanks", () => {
  const [whole, any] = [WHOLE_SPACING, SPACING].map((spacing) => new RegExp(`${spacing}'`, "gu"));
  for (const text of randomTexts(" \t'a\u3000"))
    expect(text.replace(whole!, "'"), text).toBe(text.replace(any!, "'"));
});

// Time in proportion to the square of the text would be minutes.
test.each(["<", "[", "(", "( ", "<(", " ", "\t", " '"])(
  "200,000 characters of %j are no more work than any others",
  { timeout: 20_000 },
  (one) => {
    const text = one.repeat(200_000 / one.length);
    for (const normalized of [normalizeTranscript(text), normalizeEnglishTranscript(text)])
      expect(normalized.replace(/[ ']+/g, "")).toBe("");
  },
);

test("a run of 200,000 blanks before a word is no more work for BLEU than any other", () => {
  const text = `a b c${" ".repeat(200_000)}d`;
  expect(corpusBleu([text], [[text]]).score).toBeCloseTo(100);
});
