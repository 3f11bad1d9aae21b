import { expect, it } from "vitest";
import {
  integerBelow,
  normalDraw,
  seededRandom,
  shuffled,
} from "../../src/shaping/seeded-random.ts";

const draws = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

it("the same seed gives the same numbers, another one others", () => {
  expect(draws(7, 5)).toEqual(draws(7, 5));
  expect(draws(7, 5)).not.toEqual(draws(8, 5));
});

it("numbers are spread evenly from 0 up to 1", () => {
  const tenths = new Array(10).fill(0);
  for (const value of draws(1, 20_000)) tenths[Math.floor(10 * value)]++;
  for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
});

it("normal draws have mean 0 and variance 1", () => {
  const random = seededRandom(3);
  const values = Array.from({ length: 20_000 }, () => normalDraw(random));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(variance).toBeCloseTo(1, 1);
});

it("each order is as likely", () => {
  const random = seededRandom(5);
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = shuffled(["a", "b", "c"], random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

it("integers stay below", () => {
  const random = seededRandom(2);
  const drawn = new Set(Array.from({ length: 200 }, () => integerBelow(random, 3)));
  expect([...drawn].sort()).toEqual([0, 1, 2]);
});
