import { expect, it } from "vitest";
import { splitTokens } from "../src/data/split.ts";

it("trains on the first nine tenths and validates on the rest", () => {
  const tokens = Int32Array.from({ length: 25 }, (_, i) => i);
  const { train, validation } = splitTokens(tokens);
  expect([train.length, validation.length]).toEqual([22, 3]);
  expect([...train, ...validation]).toEqual([...tokens]);
  expect(splitTokens(tokens, { trainFraction: 0.5 }).train.length).toBe(12);
  expect(train.buffer).toBe(tokens.buffer);
});

it.each([[0], [1], [-0.1], [90], [NaN]])("refuses the fraction %d", (trainFraction) => {
  expect(() => splitTokens(new Int32Array(5), { trainFraction })).toThrow(
    `splitTokens: trainFraction is ${trainFraction}, expected a number between 0 and 1`,
  );
});
