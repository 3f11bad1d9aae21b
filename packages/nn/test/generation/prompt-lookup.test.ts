import { describe, expect, test } from "vitest";
import { generateIdsSettings } from "../../src/generation/generate-ids-options.ts";
import { PromptLookup } from "../../src/generation/search/prompt-lookup.ts";

const lookup = (promptLookupNumTokens: number) =>
  new PromptLookup(generateIdsSettings("generate", { promptLookupNumTokens }));
const repeating = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2];
const idsOf = async (guesser: PromptLookup, ids: readonly number[], most = 99) =>
  (await guesser.guess(ids, most)).map(({ id }) => id);

describe("guesses out of the text", () => {
  test("are what followed the longest run of the last tokens, where it stood last", async () => {
    expect(await idsOf(lookup(2), [1, 2, 5, 6, 3, 2, 7, 7, 1, 2])).toEqual([5, 6]);
    expect(await idsOf(lookup(2), [3, 2, 7, 8, 9, 2])).toEqual([7, 8]);
    expect(await idsOf(lookup(9), repeating, 1)).toEqual([3]);
    expect(await idsOf(lookup(9), [1, 2, 3])).toEqual([]);
  });

  test("become more where all are right, and fewer where some are not", async () => {
    const guesser = lookup(5);
    const counts: number[] = [];
    for (const wrong of [0, 0, 0, 3, 0]) {
      const guessed = (await idsOf(guesser, repeating)).length;
      counts.push(guessed);
      guesser.learn(guessed - wrong, guessed);
    }
    expect(counts).toEqual([3, 5, 5, 5, 3]);
  });

  test("pause for longer each time where none is right: few checks are in vain", async () => {
    const guesser = lookup(10);
    let rows = 0;
    for (let step = 0; step < 200; step++) {
      const guessed = (await idsOf(guesser, repeating)).length;
      rows += guessed;
      guesser.learn(0, guessed);
    }
    expect(rows).toBeLessThan(20);
    for (let pause = 0; (await idsOf(guesser, repeating)).length === 0; pause++)
      expect(pause).toBeLessThan(17);
    guesser.learn(1, 1);
    expect(await idsOf(guesser, repeating)).toEqual([3, 4]);
  });
});
