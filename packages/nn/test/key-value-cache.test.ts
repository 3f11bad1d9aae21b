import { describe, expect, test } from "vitest";
import { attend } from "../src/attention/attend.ts";
import {
  copyHeads,
  headsInTurn,
  headsSideBySide,
  sliceTokens,
} from "../src/attention/head-rows.ts";
import { type CachedTokens, KeyValueCache } from "../src/attention/key-value-cache.ts";
import { KeyValueCaches } from "../src/attention/key-value-caches.ts";
import { SelfAttention } from "../src/attention/self-attention.ts";
import { SlidingKeyValueCache } from "../src/attention/sliding-key-value-cache.ts";
import { noGrad } from "../src/autograd/grad-mode.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { capture } from "../src/inspection/capture.ts";
import { Generator } from "../src/random/generator.ts";
import { countLaunches } from "../src/tensor/launch-observer.ts";
import { scope } from "../src/tensor/scope.ts";
import { testInScope } from "./test-in-scope.ts";

const device = defaultDevice();
const [heads, headSize] = [2, 3];
/** A number that says whose it is: batch row, head, token, and keys or values. */
const mark = (row: number, head: number, token: number, part: number) =>
  1000 * row + 100 * head + token + 0.5 * part;
/** Keys or values of the tokens from `start` on, for the rows that these numbers say. */
const marked = (rows: readonly number[], start: number, tokens: number, part: number) =>
  tensor(
    rows.flatMap((row) =>
      Array.from({ length: heads * tokens * headSize }, (_, i) => {
        const head = Math.floor(i / (tokens * headSize));
        return mark(row, head, start + (Math.floor(i / headSize) % tokens), part);
      }),
    ),
    { shape: [rows.length, heads, tokens, headSize] },
  );
const append = (cache: KeyValueCache, rows: readonly number[], start: number, tokens: number) =>
  cache.append(marked(rows, start, tokens, 0), marked(rows, start, tokens, 1));
/** What the marks say: for each batch row its own number and tokens; every head and element must agree. */
function read({ keys, values }: CachedTokens): [row: number, tokens: number[]][] {
  const { batch, tokens } = keys;
  const numbers = [keys, values].map((rows) => rows.tensor.dataSync());
  return Array.from({ length: batch }, (_, b) => {
    const first = numbers[0]![keys.at.offset + b * keys.at.batch]!;
    const row = Math.floor(first / 1000);
    const found = Array.from({ length: tokens }, (_, t) => {
      const token = numbers[0]![keys.at.offset + b * keys.at.batch + t * keys.at.row]! - 1000 * row;
      for (const [part, rows] of [keys, values].entries())
        for (let h = 0; h < heads; h++)
          for (let i = 0; i < headSize; i++) {
            const at = rows.at.offset + b * rows.at.batch + h * rows.at.head + t * rows.at.row + i;
            expect(numbers[part]![at]).toBe(mark(row, h, token, part));
          }
      return token;
    });
    return [row, found];
  });
}
const range = (start: number, end: number) =>
  Array.from({ length: end - start }, (_, i) => start + i);

testInScope("a cache gives all tokens in order, wherever the new ones lay", () => {
  using cache = new KeyValueCache(device, { batch: 2, heads, headSize, capacity: 5 });
  expect(read(append(cache, [0, 1], 0, 2))).toEqual([
    [0, [0, 1]],
    [1, [0, 1]],
  ]);
  expect([cache.length, cache.capacity, cache.batch, cache.window]).toEqual([2, 5, 2, Infinity]);
  // The next two side by side, in the middle of a wider tensor.
  const packed = tensor(new Float32Array(2 * 2 * 20), { shape: [2, 2, 20] });
  const parts = [
    headsSideBySide(packed, headSize, heads, 1),
    headsSideBySide(packed, headSize, heads, 4),
  ];
  for (const [part, rows] of parts.entries())
    copyHeads(headsInTurn(marked([0, 1], 2, 2, part)), rows);
  expect(read(cache.append(parts[0]!, parts[1]!))).toEqual([
    [0, [0, 1, 2, 3]],
    [1, [0, 1, 2, 3]],
  ]);
});

testInScope("trim forgets the tokens from there on", () => {
  using cache = new KeyValueCache(device, { heads, headSize, capacity: 6 });
  append(cache, [0], 0, 5);
  cache.trim(2);
  expect(cache.length).toBe(2);
  expect(read(append(cache, [0], 40, 2))).toEqual([[0, [0, 1, 40, 41]]]);
  cache.clear();
  expect(read(append(cache, [0], 7, 1))).toEqual([[0, [7]]]);
  for (const length of [2, -1, 0.5])
    expect(() => cache.trim(length)).toThrow(`KeyValueCache: length is ${length}, expected 0 to 1`);
});

testInScope("reorder: rows take over from others, repeat, and become more or fewer", () => {
  using cache = new KeyValueCache(device, { batch: 3, heads, headSize, capacity: 4 });
  append(cache, [5, 6, 7], 0, 3);
  const same = countLaunches(() => cache.reorder([0, 1, 2]));
  expect(same.size).toBe(0);
  cache.reorder([2, 2, 0, 1, 2]);
  expect(cache.batch).toBe(5);
  expect(read(append(cache, [7, 7, 5, 6, 7], 3, 1))).toEqual(
    [7, 7, 5, 6, 7].map((row) => [row, [0, 1, 2, 3]]),
  );
  cache.trim(2);
  cache.reorder([3]);
  expect(read(append(cache, [6], 30, 1))).toEqual([[6, [0, 1, 30]]]);
  for (const rows of [[], [1], [0, -1]])
    expect(() => cache.reorder(rows)).toThrow(
      `rows are [${rows.join(", ")}], expected at least one`,
    );
});

describe("a sliding cache", () => {
  test.each([
    [[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 0],
    [[3, 1, 2, 1, 3, 1, 1, 5, 1, 2], 0],
    [[3, 1, 2, 1, 3, 1, 1, 5, 1, 2], 2],
    [[20, 1, 1, 30, 2, 1, 1, 1, 1, 1, 1, 1], 1],
    [[1, 30, 1, 1, 8, 8, 9, 1], 3],
    [[20, 1, 8, 1, 9, 6, 30, 1], 10],
  ])("gives every query its window (%j, reserve %i)", (parts, reserve) => {
    const before = device.memory().buffers;
    using cache = new SlidingKeyValueCache(device, {
      batch: 2,
      heads,
      headSize,
      window: 4,
      reserve,
    });
    expect([cache.capacity, cache.window]).toEqual([Infinity, 4]);
    let length = 0;
    for (const tokens of parts)
      scope(() => {
        const found = read(append(cache, [0, 1], length, tokens));
        const needed = range(Math.max(0, length - 3), length + tokens);
        length += tokens;
        expect(cache.length).toBe(length);
        for (const [i, [row, seen]] of found.entries()) {
          expect(row).toBe(i);
          expect(seen).toEqual(range(seen[0]!, length));
          expect(seen.slice(-needed.length)).toEqual(needed);
        }
        expect(cache.shortest).toBeLessThanOrEqual(Math.max(0, length - reserve));
      });
    cache.dispose();
    expect(device.memory().buffers).toBe(before);
  });

  test("seldom moves its tokens: once for as many as it keeps", () => {
    using cache = new SlidingKeyValueCache(device, { heads, headSize, window: 8, reserve: 3 });
    const launches = countLaunches(() =>
      scope(() => {
        for (let token = 0; token < 800; token++) append(cache, [0], token, 1);
      }),
    );
    const moves = launches.get("writeRows")!.calls / 2 - 800;
    expect(moves).toBeGreaterThan(0);
    expect(moves * (8 - 1 + 3)).toBeLessThan(800);
  });

  testInScope("trims as far as the window of the next token is there", () => {
    using cache = new SlidingKeyValueCache(device, { heads, headSize, window: 4, reserve: 2 });
    append(cache, [0], 0, 9);
    cache.trim(3); // nothing has gone yet
    append(cache, [0], 3, 27);
    expect([cache.length, cache.shortest]).toEqual([30, 28]);
    cache.trim(28);
    expect(read(append(cache, [0], 50, 1))).toEqual([[0, [25, 26, 27, 50]]]);
    expect(() => cache.trim(27)).toThrow(
      "SlidingKeyValueCache: length is 27, expected 28 to 29, or 0: the tokens before the window are gone",
    );
    cache.trim(0);
    expect(read(append(cache, [0], 0, 3))).toEqual([[0, [0, 1, 2]]]);
    expect(cache.shortest).toBe(0);
  });

  testInScope("reorders the rows that it holds", () => {
    using cache = new SlidingKeyValueCache(device, {
      batch: 2,
      heads,
      headSize,
      window: 3,
      reserve: 0,
    });
    append(cache, [3, 4], 0, 12);
    cache.reorder([1, 0, 1]);
    expect(read(append(cache, [4, 3, 4], 12, 1))).toEqual([
      [4, [10, 11, 12]],
      [3, [10, 11, 12]],
      [4, [10, 11, 12]],
    ]);
  });
});

testInScope("the caches of all layers do all of it together, or none of it", () => {
  const full = new KeyValueCache(device, { heads, headSize, capacity: 40 });
  const sliding = new SlidingKeyValueCache(device, { heads, headSize, window: 4, reserve: 1 });
  using caches = new KeyValueCaches([full, sliding]);
  for (const layer of caches.layers) append(layer, [0], 0, 30);
  expect([caches.length, caches.batch, caches.capacity, caches.shortest]).toEqual([30, 1, 40, 29]);
  expect(() => caches.trim(10)).toThrow("expected 29 to 30, or 0");
  expect([full.length, sliding.length]).toEqual([30, 30]);
  caches.trim(29);
  caches.reorder([0, 0]);
  expect(caches.layers.map(({ length, batch }) => [length, batch])).toEqual([
    [29, 2],
    [29, 2],
  ]);
  caches.clear();
  expect(caches.length).toBe(0);
  expect(() => new KeyValueCaches([])).toThrow("layers are empty, expected a cache for each");
});

test("what does not fit is refused by name", () => {
  using cache = new KeyValueCache(device, { batch: 2, heads, headSize, capacity: 3 });
  const of = (rows: number[], tokens: number) => marked(rows, 0, tokens, 0);
  expect(() => cache.append(of([0], 1), of([0], 1))).toThrow(
    "KeyValueCache: keys are [1, 2, 1, 3], expected [2, 2, tokens, 3]",
  );
  expect(() => cache.append(of([0, 1], 1).reshape(2, 2, 3), of([0, 1], 1))).toThrow(
    "keys are [2, 2, 3], expected [2, 2, tokens, 3]",
  );
  expect(() => cache.append(of([0, 1], 1), of([0, 1], 2))).toThrow(
    "KeyValueCache: values are of 2 tokens, expected 1 as the keys",
  );
  append(cache, [0, 1], 0, 2);
  expect(() => append(cache, [0, 1], 2, 2)).toThrow(
    "KeyValueCache: 2 tokens come after 2, expected at most 3 in all (capacity)",
  );
  expect(cache.length).toBe(2);
  expect(() => new KeyValueCache(device, { heads: 0, headSize, capacity: 3 })).toThrow(
    "KeyValueCache: heads is 0, expected an integer from 1",
  );
  const sliding = { heads, headSize, window: 4 };
  expect(() => new SlidingKeyValueCache(device, { ...sliding, window: 2.5 })).toThrow(
    "SlidingKeyValueCache: window is 2.5, expected an integer from 1",
  );
  expect(() => new SlidingKeyValueCache(device, { ...sliding, reserve: -1 })).toThrow(
    "SlidingKeyValueCache: reserve is -1, expected a count",
  );
});

test("copies between rows take as few launches as the steps allow", () => {
  const random = new Generator(3);
  const x = (...shape: number[]) => tensor(random.normal(shape.reduce((a, b) => a * b)), { shape });
  const count = (from: ReturnType<typeof headsInTurn>, capacity: number, start: number) => {
    const { batch, heads: ofHeads, tokens, headSize: size } = from;
    const target = headsInTurn(x(batch, ofHeads, capacity, size));
    const to = sliceTokens(target, start, start + tokens);
    const calls = countLaunches(() => copyHeads(from, to)).get("writeRows")!.calls;
    const [a, b] = [from.tensor.dataSync(), to.tensor.dataSync()];
    for (let n = 0; n < batch; n++)
      for (let h = 0; h < ofHeads; h++)
        for (let t = 0; t < tokens; t++)
          for (let i = 0; i < size; i++) {
            const [source, there] = [from, to].map(
              ({ at }) => at.offset + n * at.batch + h * at.head + t * at.row + i,
            ) as [number, number];
            expect(b[there]).toBe(a[source]);
          }
    return calls;
  };
  expect(count(headsInTurn(x(3, 2, 4, 5)), 4, 0)).toBe(1); // all of it in one run
  expect(count(headsInTurn(x(3, 2, 4, 5)), 9, 2)).toBe(1);
  expect(count(headsSideBySide(x(3, 1, 20), 5, 2, 1), 9, 2)).toBe(1);
  expect(count(headsSideBySide(x(1, 4, 20), 5, 2, 1), 9, 2)).toBe(1);
  expect(count(headsSideBySide(x(3, 4, 40), 5, 6, 1), 9, 2)).toBe(3); // as many as sequences
  expect(count(headsSideBySide(x(6, 2, 40), 5, 6, 1), 9, 2)).toBe(2); // as many as tokens
});

test("a captured pass with a cache shows how many keys come before", () => {
  using layer = new SelfAttention({ dModel: 8, heads: 2, generator: new Generator(1) }).eval();
  const x = tensor(new Generator(2).normal(48), { shape: [1, 6, 8] });
  using cache = layer.newCache({ capacity: 6 });
  using fused = layer.newCache({ capacity: 6 });
  noGrad(() => {
    for (const each of [cache, fused]) layer.forward(x.slice(1, 0, 4), { cache: each });
    const expected = layer.forward(x.slice(1, 4), { cache: fused }).dataSync();
    using seen = capture(layer, () => {
      const output = layer.forward(x.slice(1, 4), { cache }).dataSync();
      for (const [i, v] of output.entries()) expect(v).toBeCloseTo(expected[i]!, 5);
    });
    const scores = seen.get("", "scores");
    expect([scores.axes.join(), scores.shape]).toEqual(["N,nhead,M,M+4", [1, 2, 2, 6]]);
  });
});

test("attention through a cache has no gradient, and says so", () => {
  using cache = new KeyValueCache(device, { heads: 1, headSize: 2, capacity: 2 });
  const qkv = tensor(new Float32Array(6).fill(1), { shape: [1, 1, 6], requiresGrad: true });
  const { output } = attend({ qkv }, { heads: 1, causal: true, cache });
  expect(() => output.sum().backward()).toThrow("attend: attention with a cache has no gradient");
});

testInScope("more room keeps what is in, and other caches take the first tokens over", () => {
  const cache = new KeyValueCache(device, { heads, headSize, capacity: 3 });
  append(cache, [7], 0, 3);
  expect(cache.bytes).toBe(2 * 4 * heads * 3 * headSize);
  cache.reserve(5);
  append(cache, [7], 3, 2);
  expect(read(cache.held)).toEqual([[7, [0, 1, 2, 3, 4]]]);
  expect(() => append(cache, [7], 5, 1)).toThrow("expected at most 5");
  const other = new KeyValueCache(device, { heads, headSize, capacity: 4 });
  const [full, fresh] = [new KeyValueCaches([cache]), new KeyValueCaches([other])];
  fresh.appendFrom(full, 2);
  append(other, [7], 9, 1);
  expect(read(other.held)).toEqual([[7, [0, 1, 9]]]);
  expect(read(cache.held)).toEqual([[7, [0, 1, 2, 3, 4]]]);
  expect(() => fresh.appendFrom(full, 6)).toThrow("expected at most 5");
  for (const caches of [full, fresh]) caches.dispose();
});

testInScope("rows that go on from others leave the tokens where they are that both have", () => {
  const cache = new KeyValueCache(device, { batch: 3, heads, headSize, capacity: 5 });
  append(cache, [1, 2, 3], 0, 4);
  cache.reorder([1, 0, 2], 2); // said to be the same: nobody copies them
  expect(marksOf(cache)).toEqual([
    [1000, 1001, 2002, 2003],
    [2000, 2001, 1002, 1003],
    [3000, 3001, 3002, 3003],
  ]);
  cache.reorder([2, 2, 1], 4);
  expect(marksOf(cache)[2]).toEqual([3000, 3001, 3002, 3003]);
  cache.reorder([2, 2, 0], 0);
  expect(marksOf(cache)).toEqual([
    [3000, 3001, 3002, 3003],
    [3000, 3001, 3002, 3003],
    [1000, 1001, 2002, 2003],
  ]);
  cache.dispose();
});

/** The keys' first marks, of each row and token. */
function marksOf({ held: { keys } }: KeyValueCache): number[][] {
  const values = keys.tensor.dataSync();
  const { offset, batch, row } = keys.at;
  return Array.from({ length: keys.batch }, (_, b) =>
    Array.from({ length: keys.tokens }, (_, t) => values[offset + b * batch + t * row]!),
  );
}
