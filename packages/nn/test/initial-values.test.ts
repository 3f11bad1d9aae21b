import { createWasmBackend } from "@qkv/core-wasm";
import { type Backend, drawFloat32 } from "@qkv/core-wasm/contract";
import { expect, test } from "vitest";
import { MultiheadAttention } from "../src/attention/multihead-attention.ts";
import { tensorMethods } from "../src/device/tensor-methods.ts";
import { Embedding } from "../src/layers/embedding.ts";
import { Linear } from "../src/layers/linear.ts";
import { Gpt } from "../src/models/families/gpt.ts";
import { Generator } from "../src/random/generator.ts";
import { Device } from "../src/tensor/device.ts";
import { Transformer } from "../src/transformer/transformer.ts";
import { bytesSource } from "../src/weights/byte-source.ts";
import { loadCheckpoint } from "../src/weights/load-checkpoint.ts";
import { openSafetensors } from "../src/weights/open-safetensors.ts";

/** A device that counts the tensors it draws; without `draw` it takes what the host draws. */
function countingDevice(draws = true): { device: Device; drawn: () => number } {
  const wasm = createWasmBackend();
  let drawn = 0;
  const draw: NonNullable<Backend["draw"]> = (...args) => {
    drawn++;
    wasm.draw!(...args);
  };
  const { draw: _, ...without } = wasm;
  const device = new Device(draws ? { ...wasm, draw } : without, tensorMethods);
  return { device, drawn: () => drawn };
}

const sizes = {
  dModel: 16,
  nhead: 2,
  numEncoderLayers: 2,
  numDecoderLayers: 2,
  dimFeedforward: 24,
};
const values = (module: { parameters(): { dataSync(): ArrayLike<number> }[] }) =>
  module.parameters().map((parameter) => Array.from(parameter.dataSync()));

test("a layer begins with the numbers of its generator, as it always did", () => {
  const { device } = countingDevice();
  const linear = new Linear(37, 5, { device, generator: new Generator(11) });
  const [bound, twin] = [1 / Math.sqrt(37), new Generator(11)];
  const expected = twin.uniform(185).map((u) => (2 * u - 1) * bound);
  expect(linear.weight.dataSync()).toEqual(Float32Array.from(expected));
  const embedding = new Embedding(7, 3, { device, generator: new Generator(4) });
  expect(embedding.weight.dataSync()).toEqual(Float32Array.from(new Generator(4).normal(21)));
});

test("a new model has drawn nothing; each tensor is drawn once, when it is looked at", () => {
  const { device, drawn } = countingDevice();
  const transformer = new Transformer({ ...sizes, device });
  const gpt = new Gpt(
    { vocabSize: 31, contextLength: 8, layers: 2, heads: 2, dModel: 16 },
    { device },
  );
  expect(drawn()).toBe(0);
  const first = values(transformer);
  // Of each encoder layer 4 matrices and 2 biases are random, of each decoder layer 6 and 2.
  expect(drawn()).toBe(2 * 6 + 2 * 8);
  expect(values(transformer)).toEqual(first);
  expect(drawn()).toBe(28);
  gpt.dispose();
  expect(drawn()).toBe(28);
});

test("what a state dict or a file takes the place of is not drawn", async () => {
  const { device, drawn } = countingDevice();
  const source = new Transformer({ ...sizes, device, generator: new Generator(1) });
  const expected = values(source);
  const bytes = await source.save();
  const before = drawn();
  const loaded = new Transformer({ ...sizes, device });
  loaded.loadStateDict(source.stateDict());
  const fromFile = Transformer.load(bytes, { device });
  const read = new Transformer({ ...sizes, device });
  await loadCheckpoint(read, await openSafetensors(bytesSource(bytes)));
  for (const model of [loaded, fromFile, read]) expect(values(model)).toEqual(expected);
  expect(drawn()).toBe(before);
});

test("an undrawn tensor keeps its numbers when it is copied and moved", async () => {
  const [here, there] = [countingDevice(), countingDevice(false)];
  const make = (device: Device) => new Linear(9, 4, { device, generator: new Generator(3) });
  const expected = values(make(here.device));
  const copy = new Linear(9, 4, { device: here.device });
  const original = make(here.device);
  copy.loadStateDict(original.stateDict());
  expect(values(copy)).toEqual(expected);
  await original.to(there.device);
  expect(original.weight.device).toBe(there.device);
  expect(values(original)).toEqual(expected);
});

test("a device that draws nothing itself gets the same bits, padding row and all", () => {
  const options = { paddingIdx: -2 };
  const [a, b] = [countingDevice(), countingDevice(false)].map(
    ({ device }) => new Embedding(70_001, 5, { ...options, device, generator: new Generator(8) }),
  );
  expect(a!.weight.dataSync()).toEqual(b!.weight.dataSync());
  const rows = a!.weight.dataSync();
  const row = (i: number) => rows.slice(5 * i, 5 * i + 5);
  expect(row(69_999)).toEqual(new Float32Array(5));
  const { seed, stream } = new Generator(8).state;
  const whole = drawFloat32(
    { distribution: "normal", center: 0, spread: 1, seed, stream },
    5 * 70_001,
  );
  expect(row(69_998)).toEqual(whole.slice(5 * 69_998, 5 * 69_999));
  expect(row(70_000)).toEqual(whole.slice(5 * 70_000));
});

test("values that fill a part of a new parameter leave the rest as it was drawn", () => {
  const { device } = countingDevice();
  const make = () => new Linear(4, 2, { device, generator: new Generator(2) });
  const expected = make().weight.dataSync();
  const { weight } = make();
  weight.upload([7]);
  expect(weight.dataSync()).toEqual(expected.map((value, i) => (i === 0 ? 7 : value)));
});

test("a generator goes on as if everything had been drawn", () => {
  const generator = new Generator(6);
  new MultiheadAttention(8, 2, { addBiasKv: true, generator });
  expect(generator.state).toEqual({ seed: 6, stream: 4 });
});

test("an initialiser of a user's own gives the values, and as many as there are elements", () => {
  const { device } = countingDevice();
  const weightInit = () => [1, 2, 3, 4];
  const linear = new Linear(2, 2, { device, weightInit });
  expect(Array.from(linear.weight.dataSync())).toEqual([1, 2, 3, 4]);
  expect(() => new Linear(3, 2, { device, weightInit })).toThrow(
    "an initialiser gave 4 values for a parameter [2, 3], expected 6",
  );
});
