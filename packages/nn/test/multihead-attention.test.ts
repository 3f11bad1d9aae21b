import { describe, expect, test } from "vitest";
import {
  causalMask,
  generateSquareSubsequentMask,
  paddingMask,
} from "../src/attention/attention-masks.ts";
import {
  MultiheadAttention,
  type MultiheadAttentionForwardOptions,
} from "../src/attention/multihead-attention.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { mul } from "../src/ops/mul.ts";
import { Generator } from "../src/random/generator.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const [batch, queries, keys, width, heads] = [2, 3, 5, 8, 2];
const random = new Generator(11);
const randomTensor = (...shape: number[]): Tensor =>
  tensor(Float32Array.from(random.normal(shape.reduce((a, b) => a * b, 1))), { shape });
const attention = new MultiheadAttention(width, heads);
const query = randomTensor(batch, queries, width);
const key = randomTensor(batch, keys, width);
const value = randomTensor(batch, keys, width);
const numbers = (x: Tensor): number[] => Array.from(x.dataSync());
const expectClose = (a: Tensor, b: Tensor, digits = 5): void => {
  expect(a.shape).toEqual(b.shape);
  const expected = numbers(b);
  for (const [i, v] of numbers(a).entries()) expect(v).toBeCloseTo(expected[i]!, digits);
};
const forward = (options: MultiheadAttentionForwardOptions = {}) =>
  attention.forward(query, key, value, options);
/** The additive mask of a boolean one. */
const additive = (mask: Tensor): Tensor =>
  tensor(
    Float32Array.from(mask.dataSync(), (hidden) => (hidden ? -Infinity : 0)),
    { shape: mask.shape },
  );
const blocked = (...shape: number[]): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(
    Int32Array.from({ length: size }, (_, i) => ((i * 7) % 5 === 1 ? 1 : 0)),
    { shape },
  );
};

describe("masks", () => {
  const masks: Record<string, MultiheadAttentionForwardOptions> = {
    none: {},
    "attnMask 2-D": { attnMask: blocked(queries, keys) },
    "attnMask 3-D": { attnMask: blocked(batch * heads, queries, keys) },
    keyPaddingMask: { keyPaddingMask: paddingMask([5, 2], keys) },
    both: {
      attnMask: blocked(queries, keys),
      keyPaddingMask: paddingMask([4, 3], keys),
    },
    isCausal: { isCausal: true },
  };

  test.each(Object.keys(masks))("%s: needWeights on and off give the same output", (name) => {
    const { output, weights } = forward({ ...masks[name], needWeights: true });
    const without = forward({ ...masks[name], needWeights: false });
    expectClose(without.output, output);
    expect(weights!.shape).toEqual([batch, queries, keys]);
    expect(without.weights).toBeUndefined();
  });

  test.each(Object.keys(masks))("%s: weights sum to one and average to the averaged", (name) => {
    const averaged = forward(masks[name]).weights!;
    const each = forward({ ...masks[name], averageAttnWeights: false }).weights!;
    expect(each.shape).toEqual([batch, heads, queries, keys]);
    for (const sum of numbers(each.sum([-1]))) expect(sum).toBeCloseTo(1, 5);
    expectClose(each.mean([1]), averaged);
  });

  test.each([true, false])("boolean and additive ones agree (needWeights %s)", (needWeights) => {
    for (const name of ["attnMask 2-D", "attnMask 3-D", "keyPaddingMask", "both"]) {
      const { attnMask, keyPaddingMask } = masks[name]!;
      const floats = {
        ...(attnMask ? { attnMask: additive(attnMask) } : {}),
        ...(keyPaddingMask ? { keyPaddingMask: additive(keyPaddingMask) } : {}),
      };
      const { output } = forward({ ...masks[name], needWeights });
      expectClose(forward({ ...floats, needWeights }).output, output, 6);
    }
  });

  test("a mask per head that is the same for each is the plain mask", () => {
    const plain = blocked(queries, keys);
    const repeated = Array.from({ length: batch * heads }, () => numbers(plain)).flat();
    const perHead = tensor(Int32Array.from(repeated), { shape: [batch * heads, queries, keys] });
    expectClose(forward({ attnMask: perHead }).output, forward({ attnMask: plain }).output, 6);
  });

  test("what is hidden has no weight, and padding changes nothing", () => {
    const weights = forward({ keyPaddingMask: paddingMask([5, 2], keys) }).weights!;
    for (const [i, w] of numbers(weights).entries())
      expect(w === 0).toBe(i >= queries * keys && i % keys >= 2);
    const cut = (x: Tensor) => x.slice(0, 1, 2).slice(1, 0, 2);
    const short = attention.forward(query.slice(0, 1, 2), cut(key), cut(value)).output;
    const padded = forward({ keyPaddingMask: paddingMask([5, 2], keys) }).output.slice(0, 1, 2);
    expectClose(padded, short);
  });

  test("isCausal, causalMask and generateSquareSubsequentMask say the same", () => {
    const self = (options: MultiheadAttentionForwardOptions) =>
      attention.forward(key, key, key, options).output;
    for (const needWeights of [true, false]) {
      const causal = self({ isCausal: true, needWeights });
      expectClose(self({ attnMask: causalMask(keys), needWeights }), causal);
      expectClose(self({ attnMask: generateSquareSubsequentMask(keys), needWeights }), causal);
    }
  });

  test.each([true, false])(
    "a row that is wholly hidden gives zeros, and no NaN in the gradients (needWeights %s)",
    (needWeights) => {
      const hidden = tensor(
        Int32Array.from({ length: queries * keys }, (_, i) => (i < keys ? 1 : 0)),
        { shape: [queries, keys] },
      );
      const layer = new MultiheadAttention(width, heads);
      const [q, k, v] = [query, key, value].map((x) => x.detach().requiresGrad_()) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      const { output, weights } = layer.forward(q, k, v, { attnMask: hidden, needWeights });
      const [bias] = [numbers(layer.outProjection.bias!)];
      for (const [i, y] of numbers(output.slice(1, 0, 1)).entries())
        expect(y).toBeCloseTo(bias[i % width]!, 6); // the projection of zeros
      if (weights) expect(numbers(weights.slice(1, 0, 1)).every((w) => w === 0)).toBe(true);
      mul(output, output).sum().backward();
      const gradients = [q, k, v, ...layer.parameters()].map(({ grad }) => numbers(grad!));
      expect(gradients.flat().every(Number.isFinite)).toBe(true);
      expect(numbers(q.grad!.slice(1, 0, 1)).every((g) => g === 0)).toBe(true);
    },
  );
});

describe("dropout", () => {
  const run = (seed: number, needWeights: boolean) => {
    const layer = new MultiheadAttention(width, heads, {
      dropout: 0.5,
      generator: new Generator(seed),
    });
    layer.loadStateDict(attention.stateDict());
    return numbers(layer.forward(query, key, value, { needWeights }).output);
  };
  test.each([true, false])("is the same for the same seed (needWeights %s)", (needWeights) => {
    expect(run(3, needWeights)).toEqual(run(3, needWeights));
    expect(run(3, needWeights)).not.toEqual(run(4, needWeights));
  });

  test("drops the same weights whether they are wanted or not", () => {
    const without = run(3, false);
    for (const [i, y] of run(3, true).entries()) expect(y).toBeCloseTo(without[i]!, 5);
  });

  test("is off in inference mode", () => {
    const layer = new MultiheadAttention(width, heads, { dropout: 0.5 }).eval();
    expect(numbers(layer.forward(query, key, value).output)).toEqual(
      numbers(layer.forward(query, key, value).output),
    );
  });
});

test("tokens first and without a batch give the same numbers", () => {
  const other = new MultiheadAttention(width, heads, { batchFirst: false });
  other.loadStateDict(attention.stateDict());
  const turn = (x: Tensor) => x.permute(1, 0, 2);
  const { output, weights } = other.forward(turn(query), turn(key), turn(value));
  expectClose(turn(output), forward().output);
  expectClose(weights!, forward().weights!);
  const single = (x: Tensor) => x.slice(0, 0, 1).squeeze(0);
  const alone = attention.forward(single(query), single(key), single(value));
  expectClose(alone.output, single(forward().output));
  expectClose(alone.weights!, single(forward().weights!));
});
