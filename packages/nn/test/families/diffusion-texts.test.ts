import { sizeOf } from "@qkv/core-wasm/contract";
import { expect } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import type { DiffusionTransformer } from "../../src/models/vision/diffusion-transformer.ts";
import { testInScope } from "../test-in-scope.ts";

const config = {
  ...{ model_type: "diffusion-transformer", in_channels: 2, sample_size: 4, patch_size: 2 },
  ...{ num_layers: 2, num_attention_heads: 2, attention_head_dim: 4, intermediate_size: 16 },
  ...{ num_train_timesteps: 10, text_vocab_size: 7, text_max_length: 5, text_layers: 1 },
};
const sines = (length: number, step: number, by = 1) =>
  Float32Array.from({ length }, (_, i) => by * Math.sin(step * i));
const four = (step: number) => tensor(sines(64, step), { shape: [2, 2, 4, 4] });
const ids = (rows: number[][]) => tensor(rows, { dtype: "int32" });

/** A program of the papers' equations in PyTorch, in float64: the first values of each picture, and the loss. */
const expected = {
  first: [
    2.832178, -1.585031, 2.820108, -1.52042, 0.989335, 2.480937, 0.909719, 2.529308, 2.805402,
    -1.5508, 2.895355, -1.627046,
  ],
  second: [3.062283, -0.617639, 1.773932, 0.330871, -0.613564, 3.788167],
  loss: 4.740739,
};
/** Of every parameter, in order: the sum of its gradient's elements, each times cos(0.9 i). */
const gradients: readonly (readonly [string, number])[] = [
  ["pos_embed.proj.weight", 0.94243],
  ["pos_embed.proj.bias", 0.18251],
  ["emb.timestep_embedder.linear_1.weight", 0.0423],
  ["emb.timestep_embedder.linear_1.bias", -6.20706],
  ["emb.timestep_embedder.linear_2.weight", 1.20634],
  ["emb.timestep_embedder.linear_2.bias", 0.30159],
  ["emb.class_embedder.embedding_table.weight", 0.30159],
  ["text.token_embedding.weight", -0.05565],
  ["text.position_embedding.weight", -0.15706],
  ["text.layers.0.self_attn.in_proj_weight", 0.00656],
  ["text.layers.0.self_attn.in_proj_bias", 0.00174],
  ["text.layers.0.self_attn.out_proj.weight", -0.01277],
  ["text.layers.0.self_attn.out_proj.bias", 0.00724],
  ["text.layers.0.linear1.weight", 0.00485],
  ["text.layers.0.linear1.bias", -0.02101],
  ["text.layers.0.linear2.weight", 0.11527],
  ["text.layers.0.linear2.bias", 0.00636],
  ["text.layers.0.norm1.weight", 0.08178],
  ["text.layers.0.norm1.bias", 0.17923],
  ["text.layers.0.norm2.weight", -0.068],
  ["text.layers.0.norm2.bias", -0.00178],
  ["text.final_layer_norm.weight", -0.15281],
  ["text.final_layer_norm.bias", 0.84218],
  ["transformer_blocks.0.norm1.linear.weight", -0.03516],
  ["transformer_blocks.0.norm1.linear.bias", -0.17857],
  ["transformer_blocks.0.attn1.to_q.weight", 0.05574],
  ["transformer_blocks.0.attn1.to_q.bias", -0.02364],
  ["transformer_blocks.0.attn1.to_k.weight", 4.01696],
  ["transformer_blocks.0.attn1.to_k.bias", 0.0],
  ["transformer_blocks.0.attn1.to_v.weight", -0.76735],
  ["transformer_blocks.0.attn1.to_v.bias", -0.11746],
  ["transformer_blocks.0.attn1.to_out.0.weight", 3.06002],
  ["transformer_blocks.0.attn1.to_out.0.bias", 0.31647],
  ["transformer_blocks.0.attn2.to_q.weight", -0.00042],
  ["transformer_blocks.0.attn2.to_q.bias", -0.00076],
  ["transformer_blocks.0.attn2.to_k.weight", -0.00401],
  ["transformer_blocks.0.attn2.to_k.bias", -0.0],
  ["transformer_blocks.0.attn2.to_v.weight", 0.70841],
  ["transformer_blocks.0.attn2.to_v.bias", -0.30731],
  ["transformer_blocks.0.attn2.to_out.0.weight", -0.27596],
  ["transformer_blocks.0.attn2.to_out.0.bias", -0.11905],
  ["transformer_blocks.0.ff.net.0.proj.weight", 0.18066],
  ["transformer_blocks.0.ff.net.0.proj.bias", -0.07014],
  ["transformer_blocks.0.ff.net.2.weight", 0.56309],
  ["transformer_blocks.0.ff.net.2.bias", 0.61093],
  ["transformer_blocks.1.norm1.linear.weight", 1.02906],
  ["transformer_blocks.1.norm1.linear.bias", 1.3145],
  ["transformer_blocks.1.attn1.to_q.weight", -0.00014],
  ["transformer_blocks.1.attn1.to_q.bias", 0.00278],
  ["transformer_blocks.1.attn1.to_k.weight", 0.13971],
  ["transformer_blocks.1.attn1.to_k.bias", -0.0],
  ["transformer_blocks.1.attn1.to_v.weight", -0.06438],
  ["transformer_blocks.1.attn1.to_v.bias", 0.05021],
  ["transformer_blocks.1.attn1.to_out.0.weight", -0.99706],
  ["transformer_blocks.1.attn1.to_out.0.bias", 0.07715],
  ["transformer_blocks.1.attn2.to_q.weight", -0.0004],
  ["transformer_blocks.1.attn2.to_q.bias", -0.00094],
  ["transformer_blocks.1.attn2.to_k.weight", -0.00326],
  ["transformer_blocks.1.attn2.to_k.bias", 0.0],
  ["transformer_blocks.1.attn2.to_v.weight", 0.01985],
  ["transformer_blocks.1.attn2.to_v.bias", 0.00092],
  ["transformer_blocks.1.attn2.to_out.0.weight", -0.23854],
  ["transformer_blocks.1.attn2.to_out.0.bias", -0.13819],
  ["transformer_blocks.1.ff.net.0.proj.weight", 0.9215],
  ["transformer_blocks.1.ff.net.0.proj.bias", 0.11876],
  ["transformer_blocks.1.ff.net.2.weight", 2.24109],
  ["transformer_blocks.1.ff.net.2.bias", -0.41017],
  ["proj_out_1.weight", 9.39169],
  ["proj_out_1.bias", 5.98776],
  ["proj_out_2.weight", 1.58458],
  ["proj_out_2.bias", 0.60922],
];

testInScope("a diffusion transformer that is told texts has PyTorch's loss and gradients", () => {
  const model = modelFromConfig(config) as DiffusionTransformer;
  const parameters = new Map(model.namedParameters());
  expect([...parameters.keys()]).toEqual(gradients.map(([name]) => name));
  const state = [...parameters].map(([name, { shape }], k) => {
    const values = sines(sizeOf(shape), 0.7 + 0.13 * k, 0.8);
    return [name, { dtype: "float32", shape, values }] as const;
  });
  model.loadStateDict(new Map(state), { strict: false });
  const texts = [
    [1, 4, 2],
    [3, 0, 0],
  ];
  const mask = [
    [1, 1, 1],
    [1, 0, 0],
  ];
  const { sample, loss } = model.forwardNamed({
    ...{ hidden_states: four(1.7), noise: four(1) },
    timestep: tensor(Int32Array.of(3, 9)),
    ...{ input_ids: ids(texts), attention_mask: ids(mask) },
  });
  const values = sample!.dataSync();
  for (const [i, value] of expected.first.entries()) expect(values[i]).toBeCloseTo(value, 4);
  for (const [i, value] of expected.second.entries()) expect(values[32 + i]).toBeCloseTo(value, 4);
  expect(loss!.item()).toBeCloseTo(expected.loss, 4);
  loss!.backward();
  for (const [name, value] of gradients) {
    const gradient = [...parameters.get(name)!.grad!.dataSync()];
    const sum = gradient.reduce((all, one, i) => all + one * Math.cos(0.9 * i), 0);
    expect(Math.abs(sum - value), name).toBeLessThan(2e-4 * (1 + Math.abs(value)));
  }
  // Padding is not looked at, whatever stands there.
  const padded = model.forwardNamed({
    ...{ hidden_states: four(1.7), timestep: tensor(Int32Array.of(3, 9)) },
    input_ids: ids([
      [1, 4, 2],
      [3, 6, 5],
    ]),
    attention_mask: ids(mask),
  });
  expect([...padded.sample!.dataSync()]).toEqual([...values]);
  expect(() => model.forward(four(1.7))).toThrow(
    "input_ids are missing, expected the ids of a text for each picture",
  );
  expect(() => model.forward(four(1.7), undefined, undefined, ids([[1, 1, 1, 1, 1, 1]]))).toThrow(
    "expected [batch, 1 to 5 tokens]",
  );
  model.dispose();
});
