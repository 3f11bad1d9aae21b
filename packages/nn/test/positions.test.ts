import { expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { Embedding } from "../src/layers/embedding.ts";
import { Identity } from "../src/layers/identity.ts";
import { Linear } from "../src/layers/linear.ts";
import { ModuleDict } from "../src/module/module-dict.ts";
import { rope } from "../src/ops/rope.ts";
import { ropeFrequencies } from "../src/ops/rope-frequencies.ts";
import { AlibiBias, alibiBias, alibiSlopes } from "../src/positions/alibi-bias.ts";
import { PositionalEmbedding } from "../src/positions/positional-embedding.ts";
import { PositionalEncoding } from "../src/positions/positional-encoding.ts";
import { relativePositionBucket } from "../src/positions/relative-position-bucket.ts";
import { RotaryEmbedding } from "../src/positions/rotary-embedding.ts";
import { sinusoidalPositions } from "../src/positions/sinusoidal-positions.ts";
import { T5RelativeBias } from "../src/positions/t5-relative-bias.ts";
import { Generator } from "../src/random/generator.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { worstGradientError } from "./finite-differences.ts";
import { testInScope } from "./test-in-scope.ts";

const values = (x: Tensor) => [...x.dataSync()];
const normal = (...shape: number[]) => {
  const size = shape.reduce((all, n) => all * n, 1);
  return tensor(new Generator(9).normal(size), { shape });
};
const close = (expected: readonly number[], digits = 6) =>
  expected.map((v) => expect.closeTo(v, digits));

testInScope("PositionalEncoding adds sinusoids of any length, from any offset", () => {
  using encoding = new PositionalEncoding(6, { dropout: 0 });
  const x = normal(2, 3, 6);
  const table = sinusoidalPositions(200, 6);
  const y = encoding.forward(x);
  expect(values(y)).toEqual(values(x.add(table.slice(0, 0, 3))));
  const later = encoding.forward(x, { offset: 150 });
  expect(values(later)).toEqual(values(x.add(table.slice(0, 150, 153))));
  expect(values(encoding.forward(x))).toEqual(values(y));
  expect([...encoding.stateDict().keys()]).toEqual([]);
  expect(() => encoding.forward(normal(2, 3, 5))).toThrow(
    "PositionalEncoding: x is [2, 3, 5], expected [..., tokens, 6]",
  );
});

testInScope("PositionalEncoding drops while training, by 0.1 as in the tutorial", () => {
  using encoding = new PositionalEncoding(64, { generator: new Generator(1) });
  const x = normal(1, 100, 64);
  const dropped = values(encoding.forward(x)).filter((v) => v === 0).length / 6400;
  expect(dropped).toBeCloseTo(0.1, 1);
  expect(values(encoding.eval().forward(x)).includes(0)).toBe(false);
});

testInScope("PositionalEmbedding learns a vector a position", () => {
  using positions = new PositionalEmbedding(4, 2);
  expect([...positions.stateDict().keys()]).toEqual(["weight"]);
  positions
    .forward(normal(3, 2, 2), { offset: 1 })
    .sum()
    .backward();
  expect(values(positions.weight.grad!)).toEqual([0, 0, 3, 3, 3, 3, 0, 0]);
  expect(() => positions.forward(normal(3, 2, 2), { offset: 3 })).toThrow(
    "PositionalEmbedding: x is [3, 2, 2], expected at most 1 tokens",
  );
});

testInScope(
  "rope: scores depend on the distance alone; offsets, positions and both layouts agree",
  () => {
    for (const interleaved of [false, true]) {
      const [q, k] = [normal(1, 1, 1, 8), normal(1, 1, 1, 8).exp()];
      const score = (i: number, j: number) =>
        rope(q, { interleaved, offset: i })
          .mul(rope(k, { interleaved, offset: j }))
          .sum()
          .item();
      expect(score(7, 4)).toBeCloseTo(score(3, 0), 5);
      expect(score(7, 4)).not.toBeCloseTo(score(7, 5), 3);
      const x = normal(2, 3, 4, 8);
      const shifted = rope(x, { interleaved, offset: 5 });
      const row = tensor([5, 6, 7, 8], { dtype: "int32" });
      expect(values(rope(x, { interleaved, positions: row }))).toEqual(values(shifted));
      const rows = tensor(
        [
          [5, 6, 7, 8],
          [0, 0, 0, 0],
        ],
        { dtype: "int32" },
      );
      const mixed = values(rope(x, { interleaved, positions: rows }));
      expect(mixed.slice(0, 96)).toEqual(values(shifted).slice(0, 96));
      expect(mixed.slice(96)).toEqual(values(x).slice(96));
      const partial = rope(x, { interleaved, dim: 4, offset: 3 });
      expect(values(partial.slice(-1, 4))).toEqual(values(x.slice(-1, 4)));
      expect(values(partial.slice(-1, 0, 4))).toEqual(
        values(rope(x.slice(-1, 0, 4), { interleaved, offset: 3 })),
      );
    }
    const far = tensor([0, 99], { dtype: "int32" });
    using rotary = new RotaryEmbedding(4, { maxPositions: 8 });
    expect(() => rotary.forward(normal(1, 2, 4), { positions: far })).toThrow(
      "rope: index[1] is 99, expected 0 to 7 (the axis has size 8)",
    );
    expect(() => rope(normal(2, 3))).toThrow("rope: dim is 3, expected an even number of channels");
  },
);

testInScope("the gradient of rope is the rotation back", () => {
  const inputs = { x: new Generator(4).normal(2 * 3 * 10) };
  for (const interleaved of [false, true]) {
    const body = (t: Readonly<Record<string, Tensor>>) =>
      rope(t.x!, { interleaved, dim: 6, offset: 2 });
    expect(worstGradientError(body, inputs, { x: [2, 3, 10] }).worst).toBeLessThan(1e-7);
  }
});

testInScope("RotaryEmbedding keeps tables, and makes longer ones when needed", () => {
  using rotary = new RotaryEmbedding(8, { theta: 500, maxPositions: 2 });
  const x = normal(1, 2, 5, 8);
  expect(values(rotary.forward(x, { offset: 3 }))).toEqual(
    values(rope(x, { theta: 500, offset: 3 })),
  );
  expect(rotary.numParameters()).toBe(0);
});

test("rope's scalings: as computed by Hugging Face transformers' formulas", () => {
  const plain = ropeFrequencies(8, 10000).frequencies;
  expect([...plain]).toEqual(close([1, 0.1, 0.01, 0.001], 12));
  const linear = ropeFrequencies(8, 10000, { type: "linear", factor: 4 });
  expect([...linear.frequencies]).toEqual(close([0.25, 0.025, 0.0025, 0.00025], 12));
  const llama = ropeFrequencies(8, 10000, {
    type: "llama3",
    factor: 8,
    lowFreqFactor: 1,
    highFreqFactor: 4,
    originalMaxPositions: 128,
  });
  // 128 / (2 pi / 0.1) = 2.037 turns: between 1 and 4; the others are kept, or divided by 8.
  const smooth = (12.8 / (2 * Math.PI) - 1) / 3;
  expect([...llama.frequencies]).toEqual(
    close([1, ((1 - smooth) * 0.1) / 8 + smooth * 0.1, 0.01 / 8, 0.001 / 8], 12),
  );
  const yarn = ropeFrequencies(8, 10000, { type: "yarn", factor: 4, originalMaxPositions: 128 });
  // Channels of 32 turns and 1 turn: floor(-0.39) and ceil(1.31), so the blend runs from 0 to 2.
  expect([...yarn.frequencies]).toEqual(close([1, 0.5 * 0.1 + 0.5 * 0.025, 0.0025, 0.00025], 12));
  expect(yarn.attentionFactor).toBeCloseTo(0.1 * Math.log(4) + 1, 12);
});

testInScope("ALiBi: the paper's slopes and -slope * distance", () => {
  expect([...alibiSlopes(8)]).toEqual(close([1, 2, 3, 4, 5, 6, 7, 8].map((i) => 2 ** -i)));
  // Six heads: four of a power of two, then every second one of eight.
  expect([...alibiSlopes(6)]).toEqual(
    close([2 ** -2, 2 ** -4, 2 ** -6, 2 ** -8, 2 ** -1, 2 ** -3]),
  );
  const bias = alibiBias(1, 2, 3);
  expect([bias.shape, values(bias)]).toEqual([
    [1, 1, 2, 3],
    close([-1 / 256, 0, -1 / 256, -2 / 256, -1 / 256, 0]),
  ]);
  expect(values(new AlibiBias(1).forward(2, 3))).toEqual(values(bias));
});

test("T5's buckets, as in Hugging Face transformers", () => {
  const bidirectional = [-200, -128, -100, -64, -16, -8, -7, -1, 0, 1, 7, 8, 16, 64, 200];
  expect(bidirectional.map((d) => relativePositionBucket(d))).toEqual([
    15, 15, 15, 14, 10, 8, 7, 1, 0, 17, 23, 24, 26, 30, 31,
  ]);
  const causal = { bidirectional: false };
  expect(
    [-200, -128, -64, -32, -16, -15, -1, 0, 5].map((d) => relativePositionBucket(d, causal)),
  ).toEqual([31, 31, 26, 21, 16, 15, 1, 0, 0]);
});

testInScope("T5RelativeBias: one learned number a head and bucket", () => {
  using bias = new T5RelativeBias(2, { numBuckets: 4, maxDistance: 8, bidirectional: false });
  const y = bias.forward(1, 3);
  expect(y.shape).toEqual([1, 2, 1, 3]);
  const weight = values(bias.weight); // [4 buckets, 2 heads]; distances 2, 1, 0
  expect(values(y)).toEqual([weight[4], weight[2], weight[0], weight[5], weight[3], weight[1]]);
  y.sum().backward();
  expect(values(bias.weight.grad!)).toEqual([1, 1, 1, 1, 1, 1, 0, 0]);
});

testInScope("Embedding's padding row starts as zeros; ModuleDict and Identity", () => {
  using embedding = new Embedding(3, 2, { paddingIdx: -2 });
  expect(embedding.paddingIdx).toBe(1);
  expect(values(embedding.weight).slice(2, 4)).toEqual([0, 0]);
  expect(values(embedding.weight).filter((v) => v !== 0)).toHaveLength(4);
  using dict = new ModuleDict({ key: new Linear(2, 1), other: new Identity() });
  expect([...dict.stateDict().keys()]).toEqual(["key.weight", "key.bias"]);
  expect([dict.size, dict.has("other"), dict.get("other")]).toEqual([
    2,
    true,
    expect.any(Identity),
  ]);
  expect(() => dict.get("value")).toThrow("there is no module value, expected one of key, other");
  expect(() => new ModuleDict({ "a.b": new Identity() })).toThrow('name is "a.b"');
});

test("a head of absurd width is refused before any of its frequencies is computed", () => {
  expect(() => new RotaryEmbedding(1e9)).toThrow(
    "rope: dim is 1000000000, expected at most 65536 channels",
  );
});
