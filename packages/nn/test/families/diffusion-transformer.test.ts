import { sizeOf } from "@qkv/core-wasm/contract";
import { expect } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import type { DiffusionTransformer } from "../../src/models/vision/diffusion-transformer.ts";
import { testInScope } from "../test-in-scope.ts";

const config = {
  ...{ model_type: "diffusion-transformer", in_channels: 2, sample_size: 4, patch_size: 2 },
  ...{ num_layers: 2, num_attention_heads: 2, attention_head_dim: 4, intermediate_size: 16 },
  ...{ num_train_timesteps: 10, id2label: { 0: "a", 1: "b", 2: "c" } },
};
const made = () => modelFromConfig(config) as DiffusionTransformer;
const sines = (length: number, step: number, by = 1) =>
  Float32Array.from({ length }, (_, i) => by * Math.sin(step * i));
const pictures = () => tensor(sines(64, 1.7), { shape: [2, 2, 4, 4] });
const ids = (...values: number[]) => tensor(Int32Array.from(values));

const linear = (name: string) => [`${name}.weight`, `${name}.bias`];
const block = (i: number) =>
  ["norm1.linear", "attn1.to_q", "attn1.to_k", "attn1.to_v", "attn1.to_out.0"]
    .concat("ff.net.0.proj", "ff.net.2")
    .flatMap((name) => linear(`transformer_blocks.${i}.${name}`));
const names = [
  ...linear("pos_embed.proj"),
  ...linear("emb.timestep_embedder.linear_1"),
  ...linear("emb.timestep_embedder.linear_2"),
  "emb.class_embedder.embedding_table.weight",
  ...[...block(0), ...block(1), ...linear("proj_out_1"), ...linear("proj_out_2")],
];

/** Of the first picture; a program of the paper's equations in PyTorch, in float64. */
const expected = [
  ...[-0.615587, -0.757842, 0.011449, -0.765038, -0.333473, 0.405398, -0.974627, -0.84531],
  ...[0.439614, 0.368665, -1.233291, -1.978724, 0.821462, 1.544802, -2.111063, -1.861241],
  ...[-0.737019, -0.621671, -0.425615, -0.9474, 0.041957, 0.662378, -0.908507, -0.876645],
  ...[0.359062, 0.524516, -1.660718, -2.128092, 1.194624, 1.777652, -1.989848, -1.817477],
];

testInScope("a diffusion transformer computes what a program in PyTorch computes", () => {
  const model = made();
  const parameters = new Map(model.namedParameters());
  expect([...parameters.keys()]).toEqual(names);
  const state = names.map((name, k) => {
    const { shape } = parameters.get(name)!;
    const values = sines(sizeOf(shape), 0.7 + 0.13 * k, 0.4);
    return [name, { dtype: "float32", shape, values }] as const;
  });
  model.loadStateDict(new Map(state), { strict: false });
  const noise = model.forward(pictures(), ids(3, 9), ids(1, 3));
  expect(noise.shape).toEqual([2, 2, 4, 4]);
  const values = noise.dataSync();
  for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 4);
  // No class is the one behind the last.
  const free = model.forward(pictures(), ids(3, 9)).dataSync();
  expect([...free.subarray(32)]).toEqual([...values.subarray(32)]);
  expect([...free.subarray(0, 32)]).not.toEqual([...values.subarray(0, 32)]);
  model.dispose();
});

testInScope(
  "a new one sees no noise, so that its loss is the noise's square; and it says what fits",
  () => {
    const model = made();
    const noise = tensor(sines(64, 1), { shape: [2, 2, 4, 4] });
    const { loss, sample } = model.forwardNamed({ hidden_states: pictures(), noise });
    expect([...sample!.dataSync()].every((value) => value === 0)).toBe(true);
    const squares = [...noise.dataSync()].reduce((sum, value) => sum + value ** 2, 0);
    expect(loss!.item()).toBeCloseTo(squares / 64, 5);
    loss!.backward();
    expect(model.head.weight.grad!.dataSync().some((value) => value !== 0)).toBe(true);
    expect(() => model.forward(tensor(sines(32, 1), { shape: [1, 2, 8, 2] }))).toThrow(
      "expected [batch, 2, 4, 4]",
    );
    expect(() => model.forward(pictures(), ids(1))).toThrow("expected [2], one a picture");
    const refused = { ...config, patch_size: 3 };
    expect(() => modelFromConfig(refused)).toThrow(
      "patch_size is 3, expected a number that divides",
    );
    model.dispose();
  },
);
