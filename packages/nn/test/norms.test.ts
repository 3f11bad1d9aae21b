import { describe, expect, test } from "vitest";
import { ones, tensor, zeros } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import {
  BatchNorm1d,
  BatchNorm2d,
  batchNorm,
  GroupNorm,
  groupNorm,
  LayerNorm,
  layerNorm,
  mul,
  RMSNorm,
  rmsNorm,
  Sequential,
  saveModel,
  sum,
} from "../src/index.ts";
import { Generator } from "../src/random/generator.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { readSafetensors } from "../src/weights/index.ts";
import { worstGradientError } from "./finite-differences.ts";

const random = new Generator(11);
const normal = (size: number) => Float64Array.from(random.normal(size));
const values = (x: Tensor) => Array.from(x.dataSync());
const close = (actual: readonly number[], expected: readonly number[]) =>
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 5);
  });

describe("gradients against central differences", () => {
  type Inputs = Readonly<Record<string, Tensor>>;
  test.each<[string, (inputs: Inputs) => Tensor, readonly number[], readonly number[]]>([
    [
      "layerNorm over two axes",
      ({ x, weight, bias }) => layerNorm(x!, { weight, bias }),
      [2, 3, 4],
      [3, 4],
    ],
    ["groupNorm", ({ x, weight, bias }) => groupNorm(x!, 2, { weight, bias }), [2, 4, 3], [4]],
    [
      "batchNorm of [N, C]",
      ({ x, weight, bias }) => batchNorm(x!, { weight, bias, training: true }),
      [5, 3],
      [3],
    ],
    [
      "batchNorm of [N, C, L]",
      ({ x, weight, bias }) => batchNorm(x!, { weight, bias, training: true }),
      [2, 3, 4],
      [3],
    ],
  ])("%s", (_, body, shape, parameter) => {
    const size = (axes: readonly number[]) => axes.reduce((product, n) => product * n, 1);
    const inputs = {
      x: normal(size(shape)),
      weight: normal(size(parameter)),
      bias: normal(size(parameter)),
    };
    const shapes = { x: shape, weight: parameter, bias: parameter };
    const { worst, where, nonZero } = worstGradientError(body, inputs, shapes);
    expect(worst, `worst at ${where}`).toBeLessThan(1e-5);
    expect(nonZero).toHaveLength(3);
  });

  test("rmsNorm over two axes, batchNorm by running statistics", () => {
    const rms = worstGradientError(
      ({ x, weight }) => rmsNorm(x!, { weight }),
      { x: normal(24), weight: normal(12) },
      { x: [2, 3, 4], weight: [3, 4] },
    );
    expect(rms.worst).toBeLessThan(1e-5);
    const running = worstGradientError(
      ({ x, runningMean, runningVar }) => batchNorm(x!, { runningMean, runningVar }),
      { x: normal(24), runningMean: normal(3), runningVar: normal(3).map((v) => 1 + v * v) },
      { x: [2, 3, 4], runningMean: [3], runningVar: [3] },
    );
    expect(running.worst).toBeLessThan(1e-5);
  });
});

describe("values worked out by hand", () => {
  test("rmsNorm's default eps is that of float32; LayerNorm takes several axes", () => {
    scope(() => {
      const small = 1e-4;
      const y = rmsNorm(tensor([small, -small]));
      const expected = small / Math.sqrt(small * small + 2 ** -23);
      close(values(y), [expected, -expected]);
      const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2] });
      const norm = new LayerNorm([2, 2], { eps: 0 });
      close(
        values(norm.forward(x)),
        [-3, -1, 1, 3].map((v) => v / Math.sqrt(5)),
      );
      expect(norm.weight!.shape).toEqual([2, 2]);
      norm.dispose();
      const rms = new RMSNorm([2, 2], { eps: 0 });
      close(
        values(rms.forward(x)),
        [1, 2, 3, 4].map((v) => v / Math.sqrt(7.5)),
      );
      expect([...rms.stateDict().keys()]).toEqual(["weight"]);
      rms.dispose();
    });
  });

  test("groupNorm normalises each group by itself", () => {
    scope(() => {
      const x = tensor([1, 3, 10, 30], { shape: [1, 4] });
      const norm = new GroupNorm(2, 4, { eps: 0 });
      close(values(norm.forward(x)), [-1, 1, -1, 1]);
      expect([...norm.stateDict().keys()]).toEqual(["weight", "bias"]);
      norm.dispose();
    });
  });
});

describe("batch normalisation", () => {
  const batch = () => tensor([1, 10, 3, 30], { shape: [2, 2] }); // means 2, 20; variances 1, 100, unbiased 2, 200

  test("keeps PyTorch's running statistics, and uses them in eval", () => {
    scope(() => {
      const norm = new BatchNorm1d(2, { eps: 0 });
      close(values(norm.forward(batch())), [-1, -1, 1, 1]);
      close(values(norm.runningMean!), [0.2, 2]);
      close(values(norm.runningVar!), [0.9 + 0.2, 0.9 + 20]);
      norm.eval();
      const y = values(norm.forward(batch()));
      close(y, [0.8 / Math.sqrt(1.1), 8 / Math.sqrt(20.9)]);
      expect(values(norm.numBatchesTracked!)).toEqual([1]);
      norm.dispose();
    });
  });

  test("with momentum null keeps the mean of all batches", () => {
    scope(() => {
      const norm = new BatchNorm1d(2, { momentum: null });
      for (const shift of [0, 1, 5]) {
        const x = batch().add(tensor(shift));
        norm.forward(x);
      }
      close(values(norm.runningMean!), [4, 22]);
      close(values(norm.runningVar!), [2, 200]);
      norm.dispose();
    });
  });

  test("without running statistics always uses the batch's", () => {
    scope(() => {
      const norm = new BatchNorm1d(2, { trackRunningStats: false, affine: false, eps: 0 }).eval();
      close(values(norm.forward(batch())), [-1, -1, 1, 1]);
      expect(norm.stateDict().size).toBe(0);
      norm.dispose();
    });
  });

  test("has PyTorch's keys; buffers are saved and loaded, not trained, and freed", async () => {
    const before = defaultDevice().memory().buffers;
    const make = () => new Sequential(new BatchNorm2d(3), new GroupNorm(1, 3));
    const [model, other] = [make(), make()];
    expect([...model.stateDict().keys()]).toEqual([
      "0.weight",
      "0.bias",
      "0.running_mean",
      "0.running_var",
      "0.num_batches_tracked",
      "1.weight",
      "1.bias",
    ]);
    expect([...model.namedParameters()].map(([name]) => name)).toEqual([
      "0.weight",
      "0.bias",
      "1.weight",
      "1.bias",
    ]);
    expect(model.buffers()).toHaveLength(3);
    expect(model.numParameters()).toBe(12);
    scope(() => {
      const x = tensor(random.normal(24), { shape: [2, 3, 2, 2] });
      model.forward(x).sum().backward();
    });
    expect(model.buffers().every(({ grad, requiresGrad }) => !grad && !requiresGrad)).toBe(true);
    const { tensors } = readSafetensors(await saveModel(model));
    expect(tensors.get("0.num_batches_tracked")).toMatchObject({ dtype: "int32", shape: [] });
    expect(other.loadStateDict(tensors)).toEqual({ missingKeys: [], unexpectedKeys: [] });
    for (const [key, own] of model.stateDict())
      expect(values(other.stateDict().get(key)!), key).toEqual(values(own));
    expect(() => other.loadStateDict(new Map([...tensors].slice(0, 6)))).toThrow("missing keys: ");
    model.dispose();
    other.dispose();
    expect(defaultDevice().memory().buffers).toBe(before);
  });

  test("refuses what PyTorch refuses", () => {
    const [one, two] = [new BatchNorm1d(2), new BatchNorm2d(2)];
    expect(() => one.forward(tensor([[1, 2, 3]]))).toThrow(
      "BatchNorm1d: x is [1, 3], expected [N, C] or [N, C, L] with C = 2",
    );
    expect(() => two.forward(batch())).toThrow(
      "BatchNorm2d: x is [2, 2], expected [N, C, H, W] with C = 2",
    );
    expect(() => one.forward(tensor([[1, 2]]))).toThrow(
      "batchNorm: x is [1, 2], expected more than 1 value per channel when training",
    );
    expect(() => batchNorm(batch())).toThrow("batchNorm: expected runningMean and runningVar");
    expect(() => new GroupNorm(3, 4)).toThrow("GroupNorm: numGroups is 3, expected a divisor");
    expect(() => layerNorm(batch(), { normalizedShape: [3] })).toThrow(
      "layerNorm: x is [2, 2], expected to end with normalizedShape, [3]",
    );
    expect(() => rmsNorm(batch(), { weight: tensor([1, 2, 3]) })).toThrow(
      "rmsNorm: weight is [3], expected [2]",
    );
  });
});

test("groupNorm takes an empty batch, and refuses a single value, as PyTorch", () => {
  expect(groupNorm(zeros([0, 4, 2]), 2).shape).toEqual([0, 4, 2]);
  expect(groupNorm(zeros([2, 4, 1]), 4).shape).toEqual([2, 4, 1]);
  expect(() => groupNorm(zeros([1, 4, 1]), 4)).toThrow(
    "groupNorm: x is [1, 4, 1], expected more than 1 value per group of channels",
  );
});

test("batchNorm leaves the running statistics alone when it refuses an argument", () => {
  scope(() => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const [runningMean, runningVar] = [zeros([3]), ones([3])];
    const training = { training: true, runningMean, runningVar };
    expect(() => batchNorm(x, { ...training, weight: ones([2]) })).toThrow("weight is [2]");
    expect([...runningMean.dataSync(), ...runningVar.dataSync()]).toEqual([0, 0, 0, 1, 1, 1]);
    for (const short of [zeros([2]), zeros([4])])
      expect(() => batchNorm(x, { ...training, runningMean: short })).toThrow(
        `batchNorm: runningMean is [${short.size}], expected [3]`,
      );
  });
});

test.each([1e13, 1e15, 1e17])("batchNorm has PyTorch's gradient for inputs of %d", (size) => {
  const batch = [1, -2, 3, -1.5].map((value) => [value * size]);
  const x = tensor(batch, { requiresGrad: true });
  sum(mul(batchNorm(x, { training: true }), tensor([[1], [2], [3], [4]]))).backward();
  const slopes = values(x.grad!).map((slope) => slope * size);
  close(slopes, [-0.71205616, -0.33011765, 0.358907, 0.6832668]);
});

test("batchNorm gives x, weight and bias the same gradient alone and together", () => {
  const given = { x: normal(12), weight: normal(3), bias: normal(3) };
  const shapes = { x: [2, 3, 2], weight: [3], bias: [3] };
  const names = ["x", "weight", "bias"] as const;
  const gradients = (wanting: readonly string[]) => {
    const [x, weight, bias] = names.map((name) =>
      tensor(given[name], { shape: shapes[name], requiresGrad: wanting.includes(name) }),
    ) as [Tensor, Tensor, Tensor];
    const y = batchNorm(x, { weight, bias, training: true });
    sum(mul(y, tensor(given.x.map(Math.sin), { shape: shapes.x }))).backward();
    return [x, weight, bias].map(({ grad }) => grad && values(grad));
  };
  const together = gradients(names);
  for (const [i, name] of names.entries()) {
    const alone = gradients([name]);
    expect(alone[i]).toEqual(together[i]);
    expect(alone.filter((grad) => grad)).toHaveLength(1);
  }
});
