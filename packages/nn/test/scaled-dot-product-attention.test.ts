import { describe, expect, test } from "vitest";
import { scaledDotProductAttention } from "../src/attention/scaled-dot-product-attention.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { add } from "../src/ops/add.ts";
import { repeatInterleave } from "../src/ops/repeat-interleave.ts";
import { where } from "../src/ops/where.ts";
import { Generator } from "../src/random/generator.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const random = new Generator(13);
const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const randomTensor = (...shape: number[]): Tensor =>
  tensor(Float32Array.from(random.normal(size(shape))), { shape });
const visible = (...shape: number[]): Tensor =>
  tensor(
    Int32Array.from({ length: size(shape) }, (_, i) => ((i * 7) % 4 === 1 ? 0 : 1)),
    { shape },
  );
const [queries, keys, headSize] = [3, 4, 8];
const operands = (...lead: number[]) => ({
  q: randomTensor(...lead, queries, headSize),
  k: randomTensor(...lead, keys, headSize),
  v: randomTensor(...lead, keys, headSize),
});

/** softmax(scale q k^T + mask) v, step by step. */
function stepwise(q: Tensor, k: Tensor, v: Tensor, mask?: Tensor, scale = headSize ** -0.5) {
  let scores = q.matmul(k.transpose(-1, -2)).scale(scale);
  if (mask) scores = add(scores, mask.dtype === "int32" ? where(mask, 0, -Infinity) : mask);
  return scores.softmax().matmul(v);
}

function expectClose(a: Tensor, b: Tensor): void {
  expect(a.shape).toEqual(b.shape);
  const expected = b.dataSync();
  for (const [i, value] of Array.from(a.dataSync()).entries())
    expect(value).toBeCloseTo(expected[i]!, 5);
}

const leads: readonly (readonly number[])[] = [[], [2], [2, 3], [2, 2, 3]];

describe.each(leads.map((lead) => [lead.length + 2, lead] as const))("%i-D operands", (_, lead) => {
  const { q, k, v } = operands(...lead);
  test("equal the formula", () => {
    expectClose(scaledDotProductAttention(q, k, v), stepwise(q, k, v));
    expectClose(
      scaledDotProductAttention(q, k, v, { scale: 0.3 }),
      stepwise(q, k, v, undefined, 0.3),
    );
  });

  test("with masks that broadcast", () => {
    const shapes = [
      [queries, keys],
      [1, keys],
      [queries, 1],
      [keys],
      ...lead.map((_, i) => [...lead.slice(i), queries, keys]),
      ...lead.map((_, i) => [...lead.slice(i).map(() => 1), queries, keys]),
      ...lead.map((n, i) => [n, ...lead.slice(i + 1).map(() => 1), 1, keys]),
    ];
    for (const shape of shapes) {
      const floats = randomTensor(...shape);
      expectClose(
        scaledDotProductAttention(q, k, v, { attnMask: floats }),
        stepwise(q, k, v, floats),
      );
      const seen = visible(...shape);
      expectClose(scaledDotProductAttention(q, k, v, { attnMask: seen }), stepwise(q, k, v, seen));
    }
  });

  test("isCausal is the lower triangle", () => {
    const triangle = Int32Array.from({ length: queries * keys }, (_, i) =>
      i % keys <= Math.floor(i / keys) ? 1 : 0,
    );
    const attnMask = tensor(triangle, { shape: [queries, keys] });
    expectClose(
      scaledDotProductAttention(q, k, v, { isCausal: true }),
      stepwise(q, k, v, attnMask),
    );
  });
});

test.each([3, 8, 11])("values of width %i", (width) => {
  const { q, k } = operands(2, 2);
  const v = randomTensor(2, 2, keys, width);
  for (const x of [q, k, v]) x.requiresGrad_();
  const gradients = (y: Tensor) => {
    y.sum().backward();
    return [q, k, v].map((x) => {
      const values = Array.from(x.grad!.dataSync());
      x.grad = undefined;
      return values;
    });
  };
  const [ours, theirs] = [scaledDotProductAttention(q, k, v), stepwise(q, k, v)];
  expectClose(ours, theirs);
  const expected = gradients(theirs);
  for (const [i, values] of gradients(ours).entries())
    for (const [j, g] of values.entries()) expect(g).toBeCloseTo(expected[i]![j]!, 5);
});

test("grouped queries: each key/value head serves its neighbours", () => {
  const q = randomTensor(2, 6, queries, headSize);
  const [k, v] = [randomTensor(2, 2, keys, headSize), randomTensor(2, 2, keys, headSize)];
  const repeated = (x: Tensor) => repeatInterleave(x, 3, 1);
  const grouped = scaledDotProductAttention(q, k, v, { enableGqa: true });
  expectClose(grouped, scaledDotProductAttention(q, repeated(k), repeated(v)));
  expect(() => scaledDotProductAttention(q, k, v)).toThrow("k is [2, 2, 4, 8]");
});

test("a query that may see nothing gives zeros, and no NaN in the gradients", () => {
  const { q, k, v } = operands(1, 2);
  for (const x of [q, k, v]) x.requiresGrad_();
  const attnMask = tensor([[0], [1], [1]], { dtype: "int32" });
  const y = scaledDotProductAttention(q, k, v, { attnMask });
  expect(Array.from(y.slice(2, 0, 1).dataSync()).every((value) => value === 0)).toBe(true);
  y.sum().backward();
  for (const { grad } of [q, k, v])
    expect(Array.from(grad!.dataSync()).every(Number.isFinite)).toBe(true);
});

test("dropout drops by the seed of the generator", () => {
  const { q, k, v } = operands(2, 2);
  const run = (seed: number) =>
    Array.from(
      scaledDotProductAttention(q, k, v, {
        dropoutP: 0.5,
        generator: new Generator(seed),
      }).dataSync(),
    );
  expect(run(1)).toEqual(run(1));
  expect(run(1)).not.toEqual(run(2));
});

describe("leading axes broadcast", () => {
  test("a batch of queries on one set of keys, forward and backward", () => {
    const random = new Generator(11);
    const make = (shape: number[]) =>
      tensor(Float32Array.from(random.normal(shape.reduce((a, b) => a * b, 1))), {
        shape,
        requiresGrad: true,
      });
    const [q, k, v] = [make([3, 2, 4, 5]), make([1, 2, 6, 5]), make([2, 6, 5])];
    const [wideK, wideV] = [k, v].map((x) =>
      tensor(
        new Float32Array(3 * 60).map((_, i) => x.dataSync()[i % 60]!),
        {
          shape: [3, 2, 6, 5],
          requiresGrad: true,
        },
      ),
    ) as [Tensor, Tensor];
    const alone = tensor(q.dataSync(), { shape: q.shape, requiresGrad: true });
    const gradient = make([3, 2, 4, 5]).detach();
    const shared = scaledDotProductAttention(q, k, v);
    const repeated = scaledDotProductAttention(alone, wideK, wideV);
    expect([...shared.dataSync()]).toEqual([...repeated.dataSync()]);
    shared.backward({ gradient });
    repeated.backward({ gradient });
    expect([...q.grad!.dataSync()]).toEqual([...alone.grad!.dataSync()]);
    for (const [narrow, wide] of [
      [k, wideK],
      [v, wideV],
    ] as const) {
      const all = wide.grad!.dataSync();
      for (const [i, g] of narrow.grad!.dataSync().entries())
        expect(g).toBeCloseTo(all[i]! + all[60 + i]! + all[120 + i]!, 5);
    }
  });
});
