import { describe, expect } from "vitest";
import { ones, tensor } from "../src/device/create-tensor.ts";
import { AvgPool2d } from "../src/layers/avg-pool2d.ts";
import { Conv1d } from "../src/layers/conv1d.ts";
import { Conv2d } from "../src/layers/conv2d.ts";
import { Flatten } from "../src/layers/flatten.ts";
import { Linear } from "../src/layers/linear.ts";
import { MaxPool2d } from "../src/layers/max-pool2d.ts";
import { Sequential } from "../src/module/sequential.ts";
import { adaptiveAvgPool2d } from "../src/ops/adaptive-avg-pool2d.ts";
import { avgPool1d, avgPool2d } from "../src/ops/avg-pool2d.ts";
import { conv1d } from "../src/ops/conv1d.ts";
import { type Conv2dOptions, conv2d } from "../src/ops/conv2d.ts";
import { fold } from "../src/ops/fold.ts";
import { maxPool1d, maxPool2d } from "../src/ops/max-pool2d.ts";
import { unfold } from "../src/ops/unfold.ts";
import { Generator } from "../src/random/generator.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { worstGradientError } from "./finite-differences.ts";
import { testInScope } from "./test-in-scope.ts";

const values = (x: Tensor) => [...x.dataSync()];
const count = (...shape: number[]) => {
  const size = shape.reduce((all, n) => all * n, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => i),
    { shape },
  );
};

type Quad = readonly [number, number, number, number];

/** The definition: a sum over the window for each output element. */
function convolution(
  x: Float64Array,
  [N, C, H, W]: Quad,
  weight: Float64Array,
  [O, D, kH, kW]: Quad,
  [top, bottom, left, right]: Quad,
  stride: readonly [number, number],
  dilation: readonly [number, number],
): { readonly shape: number[]; readonly values: number[] } {
  const rows = Math.floor((H + top + bottom - dilation[0] * (kH - 1) - 1) / stride[0]) + 1;
  const columns = Math.floor((W + left + right - dilation[1] * (kW - 1) - 1) / stride[1]) + 1;
  const out: number[] = [];
  for (let n = 0; n < N; n++)
    for (let o = 0; o < O; o++)
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
          let sum = 0;
          for (let d = 0; d < D; d++)
            for (let i = 0; i < kH; i++)
              for (let j = 0; j < kW; j++) {
                const channel = Math.floor(o / (O / (C / D))) * D + d;
                const y = row * stride[0] - top + i * dilation[0];
                const z = column * stride[1] - left + j * dilation[1];
                if (y < 0 || y >= H || z < 0 || z >= W) continue;
                sum +=
                  x[((n * C + channel) * H + y) * W + z]! *
                  weight[((o * D + d) * kH + i) * kW + j]!;
              }
          out.push(sum);
        }
  return { shape: [N, O, rows, columns], values: out };
}

describe("conv2d against its definition, and its gradients", () => {
  const cases: readonly {
    readonly x: Quad;
    readonly weight: Quad;
    readonly options: Conv2dOptions;
    readonly padding: Quad;
  }[] = [
    { x: [2, 3, 5, 6], weight: [4, 3, 3, 2], options: {}, padding: [0, 0, 0, 0] },
    { x: [2, 3, 5, 6], weight: [4, 3, 1, 1], options: {}, padding: [0, 0, 0, 0] },
    { x: [1, 2, 4, 5], weight: [2, 2, 1, 1], options: { stride: 2 }, padding: [0, 0, 0, 0] },
    { x: [1, 2, 4, 5], weight: [3, 2, 1, 1], options: { padding: 1 }, padding: [1, 1, 1, 1] },
    {
      x: [2, 2, 5, 7],
      weight: [3, 2, 3, 3],
      options: { padding: [2, 1], stride: [1, 2] },
      padding: [2, 2, 1, 1],
    },
    { x: [1, 2, 7, 7], weight: [2, 2, 3, 2], options: { dilation: [2, 3] }, padding: [0, 0, 0, 0] },
    { x: [2, 2, 5, 6], weight: [3, 2, 4, 2], options: { padding: "same" }, padding: [1, 2, 0, 1] },
    {
      x: [1, 2, 6, 6],
      weight: [2, 2, 2, 3],
      options: { padding: "same", dilation: 3 },
      padding: [1, 2, 3, 3],
    },
    {
      x: [2, 4, 5, 5],
      weight: [6, 2, 3, 3],
      options: { groups: 2, padding: "valid" },
      padding: [0, 0, 0, 0],
    },
    {
      x: [2, 3, 5, 5],
      weight: [6, 1, 3, 3],
      options: { groups: 3, padding: 1 },
      padding: [1, 1, 1, 1],
    },
  ];
  const pair = (value: Conv2dOptions["stride"] = 1) =>
    typeof value === "number" ? ([value, value] as const) : value;
  for (const { x, weight, options, padding } of cases)
    testInScope(JSON.stringify({ x, weight, ...options }), () => {
      const random = new Generator(1);
      const size = (shape: Quad) => shape.reduce((all, n) => all * n, 1);
      const inputs = {
        x: random.normal(size(x)),
        weight: random.normal(size(weight)),
        bias: random.normal(weight[0]),
      };
      const { stride, dilation } = options;
      const expected = convolution(
        inputs.x,
        x,
        inputs.weight,
        weight,
        padding,
        pair(stride),
        pair(dilation),
      );
      const y = conv2d(
        tensor(inputs.x, { shape: x }),
        tensor(inputs.weight, { shape: weight }),
        options,
      );
      expect(y.shape).toEqual(expected.shape);
      values(y).forEach((v, i) => {
        expect(v).toBeCloseTo(expected.values[i]!, 4);
      });
      const { worst } = worstGradientError(
        (t) => conv2d(t.x!, t.weight!, { ...options, bias: t.bias }),
        inputs,
        { x, weight, bias: [weight[0]] },
      );
      expect(worst).toBeLessThan(1e-7);
    });
});

testInScope("conv1d is conv2d on one row; a single sample needs no batch", () => {
  const x = count(2, 3, 8);
  const weight = count(2, 3, 3);
  const options = { stride: 2, padding: 1, dilation: 2 };
  const y = conv1d(x, weight, { ...options, bias: tensor([1, -1]) });
  const same = conv2d(x.unsqueeze(2), weight.unsqueeze(2), {
    stride: [1, 2],
    padding: [0, 1],
    dilation: [1, 2],
  });
  expect(y.shape).toEqual([2, 2, 3]);
  expect(values(y)).toEqual(values(same).map((v, i) => v + (Math.floor(i / 3) % 2 ? -1 : 1)));
  const one = conv1d(x.slice(0, 0, 1).squeeze(0), weight, options);
  expect([one.shape, values(one)]).toEqual([[2, 3], values(same).slice(0, 6)]);
  expect(conv1d(x, weight, { padding: "same" }).shape).toEqual([2, 2, 8]);
});

testInScope("pooling, with PyTorch's defaults and with every option", () => {
  const x = count(1, 1, 5, 5);
  expect(values(maxPool2d(x, 2))).toEqual([6, 8, 16, 18]);
  expect(values(maxPool2d(x, 2, { ceilMode: true }))).toEqual([6, 8, 9, 16, 18, 19, 21, 23, 24]);
  expect(values(maxPool2d(x, 3, { stride: 2, padding: 1 }))).toEqual([
    6, 8, 9, 16, 18, 19, 21, 23, 24,
  ]);
  expect(values(maxPool2d(x.scale(-1), 3, { stride: 4, padding: 1 }))).toEqual([-0, -3, -15, -18]);
  expect(values(maxPool2d(x, 2, { stride: 1, dilation: 3 }))).toEqual([18, 19, 23, 24]);
  expect(values(avgPool2d(x, 2))).toEqual([3, 5, 13, 15]);
  // With ceilMode the windows that reach past the end divide by what is there.
  expect(values(avgPool2d(x, 2, { ceilMode: true }))).toEqual([
    3, 5, 6.5, 13, 15, 16.5, 20.5, 22.5, 24,
  ]);
  const padded = { stride: 3, padding: 1 };
  expect(values(avgPool2d(x, 2, padded))).toEqual(
    [0, 1.25, 6.25, 15].map((v) => expect.closeTo(v, 5)),
  );
  expect(values(avgPool2d(x, 2, { ...padded, countIncludePad: false }))).toEqual([
    0, 2.5, 12.5, 15,
  ]);
  expect(values(avgPool2d(x, 2, { divisorOverride: 1 }))).toEqual([12, 20, 52, 60]);
  expect(values(maxPool1d(count(1, 5), 2))).toEqual([1, 3]);
  expect(values(avgPool1d(count(1, 5), 2, { ceilMode: true }))).toEqual([0.5, 2.5, 4]);
  expect(values(adaptiveAvgPool2d(x, 1))).toEqual([expect.closeTo(12, 5)]);
  // PyTorch: parts of 5 into 2 are 0..2 and 2..4.
  expect(values(adaptiveAvgPool2d(x, 2))).toEqual([6, 8, 16, 18].map((v) => expect.closeTo(v, 4)));
  expect(adaptiveAvgPool2d(count(2, 3, 4, 5), [2, 3]).shape).toEqual([2, 3, 2, 3]);
});

testInScope("gradients of the pools", () => {
  const inputs = { x: new Generator(2).normal(60) };
  for (const body of [
    (x: Tensor) => maxPool2d(x, 2, { ceilMode: true }),
    (x: Tensor) => maxPool2d(x, 3, { stride: 1, padding: 1 }),
    (x: Tensor) => avgPool2d(x, [2, 3], { stride: 1, padding: 1, countIncludePad: false }),
    (x: Tensor) => adaptiveAvgPool2d(x, [3, 2]),
  ])
    expect(worstGradientError((t) => body(t.x!), inputs, { x: [1, 3, 4, 5] }).worst).toBeLessThan(
      1e-7,
    );
});

testInScope("unfold has F.unfold's layout, fold adds up", () => {
  const columns = unfold(count(1, 1, 2, 3), 2);
  expect([columns.shape, values(columns)]).toEqual([
    [1, 4, 2],
    [0, 1, 1, 2, 3, 4, 4, 5],
  ]);
  expect(values(fold(columns, [2, 3], 2))).toEqual([0, 2, 2, 3, 8, 5]);
});

testInScope("modules have PyTorch's state-dict keys, shapes and bounds, and chain", () => {
  const conv = new Conv2d(4, 8, [3, 2], { groups: 2, padding: 1 });
  expect([...conv.stateDict()].map(([key, { shape }]) => [key, shape])).toEqual([
    ["weight", [8, 2, 3, 2]],
    ["bias", [8]],
  ]);
  const largest = Math.max(...values(conv.weight).map(Math.abs));
  expect(largest).toBeLessThanOrEqual(1 / Math.sqrt(12));
  expect(largest).toBeGreaterThan(0.9 / Math.sqrt(12));
  const net = new Sequential(
    conv,
    new MaxPool2d(2),
    new AvgPool2d(2),
    new Flatten(),
    new Linear(32, 3),
  );
  expect([...net.stateDict().keys()]).toEqual(["0.weight", "0.bias", "4.weight", "4.bias"]);
  const y = net.forward(count(2, 4, 8, 7));
  expect(y.shape).toEqual([2, 3]);
  y.sum().backward();
  expect(conv.weight.grad?.shape).toEqual([8, 2, 3, 2]);
  const line = new Conv1d(2, 3, 5, { bias: false, padding: "same" });
  expect(line.forward(count(1, 2, 9)).shape).toEqual([1, 3, 9]);
  expect(() => net.forward(count(1, 3, 8, 8))).toThrow(
    "0: x is [1, 3, 8, 8], expected [N, 4, H, W] or [4, H, W]",
  );
  net.dispose();
  line.dispose();
});

describe("errors name the op, the argument, what was expected and what came", () => {
  const x = () => count(1, 4, 3, 3);
  const cases: readonly (readonly [string, () => unknown])[] = [
    [
      "conv2d: groups is 3, expected a divisor of the 4 channels",
      () => conv2d(x(), count(3, 1, 1, 1), { groups: 3 }),
    ],
    [
      "conv2d: weight is [2, 3, 1, 1], expected [a multiple of 1, 4, ...]",
      () => conv2d(x(), count(2, 3, 1, 1)),
    ],
    [
      "conv2d: bias is [1], expected [2]",
      () => conv2d(x(), count(2, 4, 1, 1), { bias: tensor([1]) }),
    ],
    [
      'conv2d: padding is "same" with stride 2,2, expected stride 1',
      () => conv2d(x(), count(2, 4, 1, 1), { padding: "same", stride: 2 }),
    ],
    [
      "conv2d: stride is 0, expected an integer from 1",
      () => conv2d(x(), count(2, 4, 1, 1), { stride: 0 }),
    ],
    [
      "conv2d: x is [1, 4, 3, 3], expected its size 3 with the padding of 0 to hold the window's 4",
      () => conv2d(x(), count(2, 4, 4, 1)),
    ],
    ["conv1d: x is [1, 4, 3, 3], expected [N, C, L] or [C, L]", () => conv1d(x(), count(2, 4, 1))],
    [
      "maxPool2d: padding is 2 and 2, expected at most half of kernelSize",
      () => maxPool2d(x(), 3, { padding: 2 }),
    ],
    [
      "Conv2d: inChannels is 4, outChannels 3, expected multiples of groups, 2",
      () => new Conv2d(4, 3, 1, { groups: 2 }),
    ],
  ];
  for (const [message, body] of cases) testInScope(message, () => expect(body).toThrow(message));
});

testInScope("an unknown option is refused by name", () => {
  const x = count(1, 1, 3, 3);
  const typo = { stride: 1, strides: 2 };
  for (const [message, body] of [
    ["conv2d: unknown option strides", () => conv2d(x, x, typo)],
    ["maxPool2d: unknown option strides", () => maxPool2d(x, 2, typo)],
    ["avgPool2d: unknown option strides", () => avgPool2d(x, 2, typo)],
    ["unfold: unknown option strides", () => unfold(x, 2, typo)],
    ["Conv2d: unknown option strides", () => new Conv2d(1, 1, 1, typo)],
    ["MaxPool2d: unknown option strides", () => new MaxPool2d(2, typo)],
  ] as const)
    expect(body).toThrow(message);
});

testInScope("a kernel of 1x1 reads the places that padding and strides leave it", () => {
  const x = tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], { shape: [1, 1, 3, 3], requiresGrad: true });
  const weight = tensor([2], { shape: [1, 1, 1, 1] });
  const y = conv2d(x, weight, { stride: 2, padding: 1 });
  expect(y.shape).toEqual([1, 1, 3, 3]);
  expect(values(y)).toEqual([0, 0, 0, 0, 10, 0, 0, 0, 0]);
  const row = conv1d(count(1, 1, 3), tensor([2], { shape: [1, 1, 1] }), { stride: 2, padding: 1 });
  expect(values(row)).toEqual([0, 2, 0]);
  y.backward({ gradient: count(1, 1, 3, 3) });
  expect(values(x.grad!)).toEqual([0, 0, 0, 0, 8, 0, 0, 0, 0]);
});

testInScope(
  "an infinity or a NaN stays in its part of adaptiveAvgPool2d, of the gradient too",
  () => {
    const x = tensor([Infinity, 1, 2, 3, 4, NaN], { shape: [1, 1, 6], requiresGrad: true });
    expect(values(adaptiveAvgPool2d(x, [1, 3]))).toEqual([Infinity, 2.5, NaN]);
    const y = adaptiveAvgPool2d(x, [1, 4]); // parts of 2, 2, 2, 2, which overlap
    expect(values(y)).toEqual([Infinity, 1.5, 3.5, NaN]);
    y.backward({ gradient: tensor([Infinity, 2, 4, 8], { shape: [1, 1, 4] }) });
    expect(values(x.grad!)).toEqual([Infinity, Infinity, 1, 2, 6, 4]);
  },
);

testInScope("a convolution of another dtype is refused by the module's name", () => {
  const module = new Conv2d(1, 1, 1);
  const x = tensor(new Int32Array(4), { shape: [1, 2, 2] });
  expect(() => module.forward(x)).toThrow("Conv2d: x is int32 [1, 2, 2], expected float32");
  module.dispose();
});

testInScope("what PyTorch's pools refuse", () => {
  expect(() => avgPool2d(count(1, 2, 2), 2, { divisorOverride: 0 })).toThrow(
    "avgPool2d: divisorOverride is 0, expected another number",
  );
  expect(() => adaptiveAvgPool2d(count(1, 0, 2), 1)).toThrow("x is [1, 0, 2], expected at least");
});

testInScope("a dilated window in the padding alone gives no gradient to anybody", () => {
  const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2], requiresGrad: true });
  const y = maxPool2d(x, 2, { padding: 1, dilation: 3, stride: 1 });
  expect(values(y)).toEqual([-Infinity]);
  y.backward({ gradient: ones(y.shape) });
  expect(values(x.grad!)).toEqual([0, 0, 0, 0]);
});
