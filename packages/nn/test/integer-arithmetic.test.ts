import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { referenceDevice } from "../src/device/reference-device.ts";
import * as nn from "../src/index.ts";
import type { Device } from "../src/tensor/device.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const most = 2 ** 31 - 1;
const least = -(2 ** 31);

describe.each([
  ["wasm", defaultDevice()],
  ["reference", referenceDevice()],
])("int32 on %s", (_, device: Device) => {
  const ints = (values: number[], shape = [values.length]) =>
    tensor(values, { dtype: "int32", shape, device });
  const floats = (values: number[], shape = [values.length]) => tensor(values, { shape, device });
  const values = (x: Tensor) => [x.dtype, x.shape, Array.from(x.dataSync())];
  const inScope = (name: string, body: () => void) =>
    test(name, () => {
      const { buffers } = device.memory();
      nn.scope(body);
      expect(device.memory().buffers).toBe(buffers);
    });
  const matrix = () => ints([1, -2, 3, 4, 5, -6], [2, 3]);

  inScope("two of them, with broadcasting and numbers, give int32", () => {
    const row = ints([10, 20, 30]);
    expect(values(matrix().add(row))).toEqual(["int32", [2, 3], [11, 18, 33, 14, 25, 24]]);
    expect(values(nn.sub(row, matrix()))).toEqual(["int32", [2, 3], [9, 22, 27, 6, 15, 36]]);
    expect(values(matrix().mul(-2))).toEqual(["int32", [2, 3], [-2, 4, -6, -8, -10, 12]]);
    expect(values(nn.sub(1, row))).toEqual(["int32", [3], [-9, -19, -29]]);
    expect(values(matrix().maximum(ints([2], [1])))).toEqual(["int32", [2, 3], [2, 2, 3, 4, 5, 2]]);
    expect(values(matrix().minimum(0))).toEqual(["int32", [2, 3], [0, -2, 0, 0, 0, -6]]);
  });

  inScope("what overflows wraps around", () => {
    const x = ints([most, least, 65537]);
    expect(values(x.add(1))[2]).toEqual([least, least + 1, 65538]);
    expect(values(x.sub(1))[2]).toEqual([most - 1, most, 65536]);
    expect(values(x.mul(x))[2]).toEqual([1, 0, 131073]);
    expect(values(x.neg())[2]).toEqual([-most, least, -65537]);
    expect(values(x.abs())[2]).toEqual([most, least, 65537]);
    expect(values(x.square())[2]).toEqual([1, 0, 131073]);
    expect(values(x.sum())).toEqual(["int32", [], [65536]]);
    expect(values(ints([most, most]).sum())[2]).toEqual([-2]);
    expect(values(x.cumsum(0))[2]).toEqual([most, -1, 65536]);
  });

  inScope("beside float32, and beside a number with a fraction, they become float32", () => {
    const f = floats([0.5, 1.5, 2.5]);
    expect(values(matrix().add(f))).toEqual(["float32", [2, 3], [1.5, -0.5, 5.5, 4.5, 6.5, -3.5]]);
    expect(values(nn.mul(f, ints([2, 3, 4])))).toEqual(["float32", [3], [1, 4.5, 10]]);
    expect(values(ints([1, 2]).add(0.5))).toEqual(["float32", [2], [1.5, 2.5]]);
    expect(values(ints([1, 2]).mul(0.5))).toEqual(["float32", [2], [0.5, 1]]);
    expect(values(f.add(1))).toEqual(["float32", [3], [1.5, 2.5, 3.5]]);
    expect(values(f.maximum(ints([1, 1, 3])))).toEqual(["float32", [3], [1, 1.5, 3]]);
    expect(values(nn.where(ints([1, 0, 1]), ints([7, 8, 9]), f))).toEqual([
      ...["float32", [3]],
      [7, 1.5, 9],
    ]);
    expect(values(nn.where(ints([1, 0]), ints([7, 8]), 0.5))).toEqual(["float32", [2], [7, 0.5]]);
    expect(values(nn.where(ints([1, 0]), ints([7, 8]), 0))).toEqual(["int32", [2], [7, 0]]);
    expect(values(nn.cat([ints([1]), f]))).toEqual(["float32", [4], [1, 0.5, 1.5, 2.5]]);
  });

  inScope("gradients reach the float32 beside them", () => {
    const f = tensor([0.5, 1.5], { device, requiresGrad: true });
    nn.mul(ints([3, 4]), f)
      .sum()
      .backward();
    expect(Array.from(f.grad!.dataSync())).toEqual([3, 4]);
  });

  inScope("quotients are float32", () => {
    expect(values(nn.div(ints([1, 7]), ints([2, 2])))).toEqual(["float32", [2], [0.5, 3.5]]);
    expect(values(ints([1, 8]).div(4))).toEqual(["float32", [2], [0.25, 2]]);
    expect(values(nn.div(1, ints([0, 4])))).toEqual(["float32", [2], [Infinity, 0.25]]);
  });

  inScope("comparisons of any two, and masks by them", () => {
    const x = matrix();
    expect(values(x.gt(0))).toEqual(["int32", [2, 3], [1, 0, 1, 1, 1, 0]]);
    expect(values(x.gt(0.5))[2]).toEqual([1, 0, 1, 1, 1, 0]);
    expect(values(x.eq(floats([1, -2, 2.5])))[2]).toEqual([1, 1, 0, 0, 0, 0]);
    expect(values(nn.lt(3, x))[2]).toEqual([0, 0, 0, 1, 1, 0]);
    expect(values(ints([2 ** 24 + 1]).eq(ints([2 ** 24])))[2]).toEqual([0]);
    expect(values(x.mul(x.ge(4)).sum(1))[2]).toEqual([0, 9]);
    expect(values(nn.maskedFill(x, x.lt(0), 9))[2]).toEqual([1, 9, 3, 4, 5, 9]);
    expect(values(x.gt(0).sum())).toEqual(["int32", [], [4]]);
  });

  inScope("reductions and scans", () => {
    const x = matrix();
    expect(values(x.sum(0))).toEqual(["int32", [3], [5, 3, -3]]);
    expect(values(x.sum(-1, true))).toEqual(["int32", [2, 1], [2, 3]]);
    expect(values(x.max(1))).toEqual(["int32", [2], [3, 5]]);
    expect(values(x.min())).toEqual(["int32", [], [-6]]);
    expect(values(x.cumsum(1))[2]).toEqual([1, -1, 2, 4, 9, 3]);
    expect(values(x.argmax(1))).toEqual(["int32", [2], [2, 1]]);
    expect(values(x.argmax())).toEqual(["int32", [], [4]]);
    expect(values(x.argmax(0, true))).toEqual(["int32", [1, 3], [1, 1, 0]]);
    // 2^24 and its successors are one float32.
    expect(values(ints([2 ** 24, 2 ** 24 + 2, 2 ** 24 + 3, 2 ** 24 + 3]).argmax())[2]).toEqual([2]);
    expect(values(ints([]).sum())).toEqual(["int32", [], [0]]);
    expect(() => ints([]).max()).toThrow("integerReduce: x is [0], expected at least one element");
  });

  inScope("functions whose results are integers keep the dtype, others give float32", () => {
    const x = ints([-2, 0, 3]);
    expect(values(x.relu())).toEqual(["int32", [3], [0, 0, 3]]);
    expect(values(x.clamp({ min: -1, max: 2 }))).toEqual(["int32", [3], [-1, 0, 2]]);
    expect(values(x.clamp({ min: 0.5 }))).toEqual(["float32", [3], [0.5, 0.5, 3]]);
    expect(values(x.pow(3))).toEqual(["int32", [3], [-8, 0, 27]]);
    expect(values(x.pow(0))).toEqual(["int32", [3], [1, 1, 1]]);
    expect(values(ints([4, 9]).pow(0.5))).toEqual(["float32", [2], [2, 3]]);
    expect(values(ints([4, 9]).sqrt())).toEqual(["float32", [2], [2, 3]]);
    for (const name of ["exp", "sin", "cos", "erf", "tanh", "sigmoid"] as const)
      expect(values(x[name]())).toEqual(values(floats([-2, 0, 3])[name]()));
    for (const name of ["log", "rsqrt", "reciprocal"] as const)
      expect(values(ints([1, 2, 5])[name]())).toEqual(values(floats([1, 2, 5])[name]()));
    expect(() => x.pow(-1)).toThrow("pow: exponent is -1, expected 0 or more, for x is int32");
  });

  inScope("conversions", () => {
    expect(values(floats([1.7, -1.7, NaN, 3e9, -Infinity]).int())).toEqual([
      ...["int32", [5]],
      [1, -1, 0, most, least],
    ]);
    expect(values(matrix().float().mul(6).mean())).toEqual(["float32", [], [5]]);
    const x = tensor([1, 2], { device, requiresGrad: true });
    x.float().sum().backward();
    expect(Array.from(x.grad!.dataSync())).toEqual([1, 1]);
  });

  inScope("what PyTorch refuses is refused, and what to do is said", () => {
    const x = matrix();
    const refused: [string, () => unknown][] = [
      ["mean", () => x.mean()],
      ["mean", () => x.mean(1)],
      ["variance", () => x.variance()],
      ["softmax", () => x.softmax()],
      ["logSoftmax", () => x.logSoftmax()],
      ["gelu", () => x.gelu()],
      ["silu", () => x.silu()],
      ["softplus", () => x.softplus()],
    ];
    for (const [name, body] of refused)
      expect(body).toThrow(`${name}: x is int32, expected float32; x.float() makes it so`);
    expect(() => nn.gather(floats([1, 2]), 0, floats([0]))).toThrow(
      "gather: index is float32, expected int32",
    );
    expect(() => ints([1]).add(2 ** 31)).toThrow(
      "a value is 2147483648, expected an integer from -2147483648 to",
    );
  });
});
