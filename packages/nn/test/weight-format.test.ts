import { expect, it } from "vitest";
import { noGrad } from "../src/autograd/grad-mode.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { addLora, loraStateDict } from "../src/fine-tuning/lora.ts";
import { Embedding } from "../src/layers/embedding.ts";
import { Linear } from "../src/layers/linear.ts";
import { Sequential } from "../src/module/sequential.ts";
import { embedding } from "../src/ops/embedding.ts";
import { matmul } from "../src/ops/matmul.ts";
import {
  loadQuantized,
  type PackedWeightParts,
  quantize,
  type WeightFormat,
} from "../src/quantization/index.ts";
import { Generator } from "../src/random/generator.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { saveModel } from "../src/training/checkpoint.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";

// A format that no source of the library knows: ggml's q8_0 with float32 scales. It has no kernels, so it is decoded for
// every product. A format with a scale in two levels, such as q4_K, would have more parts, and else nothing new.
const blocksOf = (width: number): number => Math.ceil(width / 32);

/** Codes -127 to 127, a scale for each block of 32 along a row, words of four codes. */
const q8_0: WeightFormat = {
  name: "q8_0",
  layout: ([rows = 0, width = 0]) => ({
    packed: { dtype: "int32", shape: [rows, 8 * blocksOf(width)] },
    scales: { dtype: "float32", shape: [rows, blocksOf(width)] },
  }),
  round: (shape, values, weight) => {
    const [rows, width] = [shape[0]!, shape[1]!];
    const bytes = new Int8Array(rows * 32 * blocksOf(width));
    const scales = new Float32Array(rows * blocksOf(width));
    for (let row = 0; row < rows; row++)
      for (let block = 0; block < blocksOf(width); block++) {
        const at = row * blocksOf(width) + block;
        const columns = Array.from({ length: Math.min(32, width - 32 * block) }, (_, i) => i);
        const of = columns.map((i) => values[row * width + 32 * block + i]!);
        if (!of.every(Number.isFinite)) throw new RangeError(`${weight} is not finite`);
        scales[at] = Math.max(...of.map(Math.abs)) / 127;
        bytes.set(scales[at] === 0 ? [] : of.map((x) => Math.round(x / scales[at]!)), 32 * at);
      }
    return { packed: new Int32Array(bytes.buffer), scales };
  },
  fault: (part, values) => {
    const bad = part === "scales" ? Array.from(values).findIndex((x) => !(x >= 0)) : -1;
    return bad < 0 ? undefined : `at ${bad} is ${values[bad]}, expected a scale from 0`;
  },
  multiply: (weight, x, bias) => matmul(x, decoded(weight), { transposeB: true, bias }),
  rows: (weight, ids) => embedding(decoded(weight), ids),
};

function decoded({ shape, parts: { packed, scales } }: PackedWeightParts): Tensor {
  const [rows, width] = [shape[0]!, shape[1]!];
  const codes = new Int8Array(Int32Array.from(packed.dataSync()).buffer);
  const factors = scales!.dataSync();
  const values = Float32Array.from({ length: rows * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    const block = row * blocksOf(width) + Math.floor(column / 32);
    return codes[32 * block + (column % 32)]! * factors[block]!;
  });
  return tensor(values, { shape, device: packed.device });
}

const makeModel = (seed: number): Sequential => {
  const generator = new Generator(seed);
  return new Sequential(
    new Embedding(11, 40, { generator }),
    new Linear(40, 33, { generator }),
    new Linear(33, 5, { generator, bias: false }),
  );
};

const outputs = (model: Sequential): ArrayLike<number> =>
  noGrad(() =>
    scope(() => {
      const ids = tensor([[3, 0, 10, 7]], { dtype: "int32" });
      return model.forward(ids).dataSync();
    }),
  );

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)));

it("a format of one's own: Linear and Embedding compute with it, files keep it", async () => {
  const before = defaultDevice().memory();
  const model = makeModel(1);
  const float = outputs(model);
  expect(quantize(model, q8_0)).toEqual(["0", "1", "2"]);
  const packed = outputs(model);
  expect(worst(packed, float)).toBeLessThan(0.02);
  expect(packed).not.toEqual(float);
  expect(model.toString()).toContain("0.weight [11, 40] q8_0");
  expect([...model.stateDict()].map(([key, { shape }]) => [key, shape])).toEqual([
    ...[["0.weight_packed_q8_0", [11, 16]] as const, ["0.weight_scales", [11, 2]] as const],
    ["1.bias", [33]],
    ...[["1.weight_packed_q8_0", [33, 16]] as const, ["1.weight_scales", [33, 2]] as const],
    ...[["2.weight_packed_q8_0", [5, 16]] as const, ["2.weight_scales", [5, 2]] as const],
  ]);

  const file = readSafetensors(await saveModel(model)).tensors;
  const other = makeModel(2);
  expect(() => loadQuantized(other, file)).toThrow(
    'loadQuantized: 0.weight_packed_q8_0 is in the format "q8_0", expected bf16, f16, int8, int4',
  );
  loadQuantized(other, file, { formats: [q8_0] });
  expect(outputs(other)).toEqual(packed);
  model.dispose();
  other.dispose();
  const after = defaultDevice().memory();
  expect([after.buffers, after.bytes]).toEqual([before.buffers, before.bytes]);
});

it("what it decodes is gone with the call", () => {
  using embedding = new Embedding(11, 40);
  using linear = new Linear(40, 5);
  for (const module of [embedding, linear]) quantize(module, q8_0);
  using ids = tensor([3, 0], { dtype: "int32" });
  const { buffers } = defaultDevice().memory();
  const rows = embedding.forward(ids);
  const y = noGrad(() => linear.forward(rows));
  for (const made of [rows, y]) made.dispose();
  expect(defaultDevice().memory().buffers).toBe(buffers);
});

it("what is wrong with its parts is said by it, and changes nothing", async () => {
  using model = makeModel(1);
  quantize(model, q8_0);
  const file = new Map(readSafetensors(await saveModel(model)).tensors);
  using other = makeModel(2);
  const expected = outputs(other);
  const scales = file.get("1.weight_scales")!;
  const values = Float32Array.from(scales.values);
  values[5] = Number.NaN;
  const damaged = new Map(file).set("1.weight_scales", { ...scales, values });
  const load = (given: typeof file) => () => loadQuantized(other, given, { formats: [q8_0] });
  expect(load(damaged)).toThrow(
    "loadQuantized: 1.weight_scales at 5 is NaN, expected a scale from 0",
  );
  file.delete("1.weight_scales");
  expect(load(file)).toThrow("missing keys: 1.weight_scales");
  expect(outputs(other)).toEqual(expected);
  other.stateDict().get("2.weight")!.upload([Infinity]);
  expect(() => quantize(other, q8_0)).toThrow("quantize: 2.weight is not finite");
  expect(other.stateDict().has("0.weight")).toBe(true);
});

it("other formats beside it, activations, residuals and adapters come with it", () => {
  const { buffers } = defaultDevice().memory();
  const generator = new Generator(3);
  const linear = new Linear(40, 6, { generator });
  const float = new Linear(40, 6, { weightInit: () => linear.weight.dataSync() });
  float.bias!.upload(linear.bias!.dataSync());
  quantize(linear, q8_0);
  for (const module of [linear, float]) addLora(module, { rank: 2 });
  const [a, b] = [generator.normal(80), generator.normal(12)];
  for (const module of [linear, float]) {
    loraStateDict(module).get("lora_A.weight")!.upload(a);
    loraStateDict(module).get("lora_B.weight")!.upload(b);
  }
  const [values, added] = [generator.normal(120), generator.normal(18)];
  const run = (module: Linear) =>
    scope(() => {
      const x = tensor(values, { shape: [3, 40], requiresGrad: true });
      const residual = tensor(added, { shape: [3, 6] });
      const y = module.forward(x, { residual, activation: "gelu" });
      const gradient = tensor(added, { shape: [3, 6] });
      const forward = y.dataSync();
      y.backward({ gradient });
      return [forward, x.grad!.dataSync()];
    });
  const [packed, plain] = [run(linear), run(float)];
  for (const [i, value] of packed.entries()) expect(worst(value, plain[i]!)).toBeLessThan(0.1);
  expect(packed[0]).not.toEqual(plain[0]);
  using model = new Sequential(new Linear(6, 6, { generator }), new Linear(6, 6, { generator }));
  quantize(model, q8_0, { targets: "0" });
  quantize(model, "int8");
  const formats = [...model.namedQuantized()].map(([name, { format }]) => [name, format]);
  expect(formats).toEqual([
    ["0.weight", "q8_0"],
    ["1.weight", "int8"],
  ]);
  linear.dispose();
  float.dispose();
  model.dispose();
  expect(defaultDevice().memory().buffers).toBe(buffers);
});
