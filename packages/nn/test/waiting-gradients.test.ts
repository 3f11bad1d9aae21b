import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { add, dropout, layerNorm, matmul, mul, rmsNorm, scale } from "../src/index.ts";
import { capture } from "../src/inspection/capture.ts";
import { LayerNorm } from "../src/layers/layer-norm.ts";
import { Linear } from "../src/layers/linear.ts";
import { Module } from "../src/module/module.ts";
import { Generator } from "../src/random/generator.ts";
import { countLaunches } from "../src/tensor/launch-observer.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const shape = [3, 5];
const numbers = (seed: number, size = 15) =>
  Array.from(new Generator(seed).normal(size), Math.fround);
const leaf = (seed: number) => tensor(numbers(seed), { shape, requiresGrad: true });
const values = (x: Tensor | undefined) => [...x!.dataSync()];
const calls = (body: () => void) =>
  Object.fromEntries([...countLaunches(body)].map(([kernel, { calls }]) => [kernel, calls]));
const memory = () => {
  const { buffers, bytes } = defaultDevice().memory();
  return { buffers, bytes };
};

/** d(x + norm(x))/dx for x = 2 leaf, with and without the way past the norm, added on the host in float32. */
const byHand = (norm: (x: Tensor) => Tensor, others: readonly number[]) => {
  const x = leaf(1);
  norm(scale(x, 2)).backward({ gradient: tensor(numbers(2), { shape }) });
  const own = values(x.grad).map((v) => v / 2); // by a power of 2: exact
  return own.map((v, i) => 2 * Math.fround(v + others[i]!));
};

describe.each([
  ["layerNorm", layerNorm],
  ["rmsNorm", rmsNorm],
] as const)("a gradient that waits for the input of %s", (_, norm) => {
  const upstream = () => tensor(numbers(2), { shape });

  test("is added in the pass of the norm, to the bits of a pass of its own", () => {
    const before = memory();
    scope(() => {
      const x = leaf(1);
      const middle = scale(x, 2);
      const y = add(middle, norm(middle));
      const launches = calls(() => y.backward({ gradient: upstream() }));
      expect(launches.accumulate).toBeUndefined();
      expect(launches.add).toBeUndefined();
      expect(values(x.grad)).toEqual(byHand(norm, numbers(2)));
      x.dispose();
    });
    expect(memory()).toEqual(before);
  });

  test("is whole when several uses came before, and when one comes after", () => {
    scope(() => {
      const x = leaf(1);
      const middle = scale(x, 2);
      const earlier = mul(middle, middle); // older than the norm: its gradient comes last
      const y = add(add(middle, norm(middle)), middle);
      const gradient = upstream();
      add(y, earlier).backward({ gradient });
      const [ofNorm, at] = [
        byHand(
          norm,
          numbers(2).map(() => 0),
        ),
        values(x),
      ];
      const expected = values(gradient).map((g, i) => ofNorm[i]! + 4 * g + 8 * g * at[i]!);
      for (const [i, v] of values(x.grad).entries()) expect(v).toBeCloseTo(expected[i]!, 4);
      expect(values(gradient)).toEqual(numbers(2)); // lent, and left alone
    });
  });

  test("of a leaf stays in .grad, which the next backward adds to", () => {
    scope(() => {
      const x = leaf(1);
      const step = () => add(x, norm(x)).backward({ gradient: upstream() });
      step();
      const { grad } = x;
      const first = values(grad);
      step();
      expect(x.grad).toBe(grad);
      for (const [i, v] of values(grad).entries()) expect(v).toBeCloseTo(2 * first[i]!, 4);
    });
  });

  test("is the same the second time over a retained graph", () => {
    scope(() => {
      const x = leaf(1);
      const middle = scale(x, 2);
      const y = add(middle, norm(middle));
      y.backward({ gradient: upstream(), retainGraph: true });
      const first = values(x.grad);
      y.backward({ gradient: upstream() });
      expect(values(x.grad)).toEqual(first.map((v) => 2 * v));
    });
  });

  test("reaches an input that is the norm's x and its weight at once", () => {
    scope(() => {
      const x = tensor(numbers(3, 5), { requiresGrad: true });
      const middle = scale(x, 2);
      const y = add(middle, norm(middle, { weight: middle }));
      y.backward({ gradient: tensor(numbers(4, 5)) });
      const separate = tensor(numbers(3, 5), { requiresGrad: true });
      const [a, weight] = [scale(separate, 2), scale(separate, 2)];
      add(scale(separate, 2), norm(a, { weight })).backward({ gradient: tensor(numbers(4, 5)) });
      for (const [i, v] of values(x.grad).entries())
        expect(v).toBeCloseTo(values(separate.grad)[i]!, 4);
    });
  });
});

test("capture sees the whole gradient of what a norm and a residual path share", () => {
  class Residual extends Module {
    readonly first = this.child("first", new Linear(5, 5, { generator: new Generator(5) }));
    readonly norm = this.child("norm", new LayerNorm(5));
    forward(x: Tensor): Tensor {
      const shared = this.see("shared", this.first.forward(x), ["N", "E"]);
      return add(shared, this.norm.forward(shared));
    }
  }
  scope(() => {
    const model = new Residual();
    const gradient = tensor(numbers(2), { shape });
    const seen = capture(model, () => model.forward(leaf(1)).backward({ gradient }));
    const { tensor: shared, gradient: whole } = seen.get("", "shared");
    const alone = shared.detach().requiresGrad_();
    add(alone, layerNorm(alone)).backward({ gradient });
    expect(values(whole)).toEqual(values(alone.grad));
    seen.dispose();
    model.dispose();
  });
});

describe("dropout with a residual", () => {
  const p = 0.4;
  const run = (fused: boolean) =>
    scope(() => {
      const [x, residual] = [leaf(1), leaf(2)];
      const generator = new Generator(7);
      const y = fused
        ? dropout(x, p, generator, residual)
        : add(residual, dropout(x, p, generator));
      const results = [values(y)];
      const launches = calls(() => y.backward({ gradient: tensor(numbers(3), { shape }) }));
      results.push(values(x.grad), values(residual.grad));
      x.dispose();
      residual.dispose();
      return { results, launches };
    });

  test("has the bits of dropout and an addition, and as many launches backward", () => {
    const before = memory();
    const [fused, composed] = [run(true), run(false)];
    expect(fused.results).toEqual(composed.results);
    expect(fused.launches).toEqual(composed.launches);
    expect(memory()).toEqual(before);
  });

  test("of p = 0 is the addition; the residual alone may want a gradient", () => {
    scope(() => {
      const [x, residual] = [leaf(1), leaf(2)];
      expect(values(dropout(x, 0, undefined, residual))).toEqual(values(add(residual, x)));
      const y = dropout(x.detach(), p, undefined, residual);
      const launches = calls(() => y.backward({ gradient: tensor(numbers(3), { shape }) }));
      expect(launches).toEqual({ scale: 1 }); // the leaf's own copy of the seed
      expect(values(residual.grad)).toEqual(numbers(3));
    });
  });
});

describe("a matmul with bias and activation in training", () => {
  const x = () => leaf(1);
  const weight = () => tensor(numbers(4, 20), { shape: [4, 5], requiresGrad: true });
  const bias = () => tensor(numbers(5, 4), { requiresGrad: true });

  test.each([
    ["gelu", "geluBackward"],
    ["geluTanh", "geluBackward"],
    ["relu", "reluBackward"],
  ] as const)("%s takes the bias' gradient in the pass of %s", (activation, kernel) => {
    const before = memory();
    scope(() => {
      const [a, b, c] = [x(), weight(), bias()];
      const y = matmul(a, b, { transposeB: true, bias: c, activation });
      const launches = calls(() =>
        y.backward({ gradient: tensor(numbers(6, 12), { shape: [3, 4] }) }),
      );
      expect(launches).toEqual({ [kernel]: 1, matmul: 2 });
      for (const made of [a, b, c]) made.dispose();
    });
    expect(memory()).toEqual(before);
  });

  test("refuses a residual, in training as in inference", () => {
    scope(() => {
      const options = { transposeB: true, residual: tensor(numbers(7, 12), { shape: [3, 4] }) };
      for (const a of [x(), x().detach()])
        expect(() => matmul(a, weight().detach(), { ...options, activation: "gelu" })).toThrow(
          'matmul: residual is given with activation "gelu", expected activation "none"',
        );
    });
  });
});
