import { expect, test } from "vitest";
import type { BatchedSequence } from "../../src/generation/batch/batched-sequence.ts";
import { planPass } from "../../src/generation/batch/pass-plan.ts";

/** As far as a plan looks at one. */
const sequence = (computed: number, length: number) =>
  ({ computed, length, missing: length - computed, readsPrompt: false }) as BatchedSequence;
const tokensOf = (...sequences: readonly BatchedSequence[]) =>
  planPass(sequences).map(({ tokens }) => tokens);

test("a prompt is computed in parts that end at multiples of 64, wherever it goes on from", () => {
  expect(tokensOf(sequence(0, 200))).toEqual([64, 64, 64, 8]);
  expect(tokensOf(sequence(5, 200))).toEqual([59, 64, 64, 8]);
  expect(tokensOf(sequence(100, 195))).toEqual([28, 67]); // no part of three tokens
});

test("beside those that go on, parts of 64 tokens in all", () => {
  const going = sequence(9, 10);
  expect(tokensOf(going, sequence(0, 200))).toEqual([1, 64]);
  expect(tokensOf(going, sequence(0, 30), sequence(0, 30))).toEqual([1, 30, 30]);
  expect(tokensOf(going, sequence(0, 40), sequence(0, 40))).toEqual([1, 40]);
});
