import { sizeOf } from "@qkv/core-wasm/contract";
import { expect } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import type { VariationalAutoencoder } from "../../src/models/autoencoder/variational-autoencoder.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { testInScope } from "../test-in-scope.ts";

const config = {
  ...{ model_type: "variational-autoencoder", in_channels: 2, sample_size: 5, latent_channels: 2 },
  ...{ block_out_channels: [4, 4, 8], norm_num_groups: 2, kl_weight: 0.5 },
};
const made = (more: object = {}) =>
  modelFromConfig({ ...config, ...more }) as VariationalAutoencoder;
const sines = (length: number, step: number, by = 1) =>
  Float32Array.from({ length }, (_, i) => by * Math.sin(step * i));
const pictures = () => tensor(sines(100, 1.7), { shape: [2, 2, 5, 5] });
const noise = () => tensor(sines(16, 2.3, 1.3), { shape: [2, 2, 2, 2] });

/** A program of the same network in PyTorch, in float64, its divergence by torch.distributions: see `gradients`. */
const expected = {
  sample: [
    1.709599, 2.43941, 2.605291, 2.087637, 1.408706, 1.441084, 1.910074, 2.679198, 2.21528,
    1.781073,
  ],
  loss: 2.537129,
  error: 2.4099622,
  divergence: 12.716678,
};
/** Of every parameter, in order: the sum of its gradient's elements, each times cos(0.9 i). */
const gradients: readonly (readonly [string, number])[] = [
  ["encoder.conv_in.weight", 0.02426],
  ["encoder.conv_in.bias", 0.00002],
  ["encoder.down_blocks.0.norm.weight", -0.19708],
  ["encoder.down_blocks.0.norm.bias", -0.03119],
  ["encoder.down_blocks.0.conv.weight", 0.11741],
  ["encoder.down_blocks.0.conv.bias", -0.00638],
  ["encoder.down_blocks.1.norm.weight", -0.22787],
  ["encoder.down_blocks.1.norm.bias", 0.18552],
  ["encoder.down_blocks.1.conv.weight", -0.06844],
  ["encoder.down_blocks.1.conv.bias", -0.09044],
  ["encoder.mid_block.norm1.weight", -0.12181],
  ["encoder.mid_block.norm1.bias", -0.19173],
  ["encoder.mid_block.conv1.weight", -1.18434],
  ["encoder.mid_block.conv1.bias", -0.04733],
  ["encoder.mid_block.norm2.weight", -0.5777],
  ["encoder.mid_block.norm2.bias", 0.04396],
  ["encoder.mid_block.conv2.weight", 0.01607],
  ["encoder.mid_block.conv2.bias", -0.04574],
  ["encoder.conv_norm_out.weight", -0.4646],
  ["encoder.conv_norm_out.bias", -0.57694],
  ["encoder.conv_out.weight", 0.03869],
  ["encoder.conv_out.bias", 0.1326],
  ["decoder.conv_in.weight", -1.15364],
  ["decoder.conv_in.bias", 0.06139],
  ["decoder.mid_block.norm1.weight", 0.00209],
  ["decoder.mid_block.norm1.bias", -0.05482],
  ["decoder.mid_block.conv1.weight", 0.04649],
  ["decoder.mid_block.conv1.bias", -0.12164],
  ["decoder.mid_block.norm2.weight", -0.62483],
  ["decoder.mid_block.norm2.bias", 0.06259],
  ["decoder.mid_block.conv2.weight", -0.0763],
  ["decoder.mid_block.conv2.bias", 0.06438],
  ["decoder.up_blocks.0.norm.weight", -0.13794],
  ["decoder.up_blocks.0.norm.bias", 0.18601],
  ["decoder.up_blocks.0.conv.weight", 0.05556],
  ["decoder.up_blocks.0.conv.bias", 0.09646],
  ["decoder.up_blocks.1.norm.weight", 0.43976],
  ["decoder.up_blocks.1.norm.bias", -0.59502],
  ["decoder.up_blocks.1.conv.weight", -0.03146],
  ["decoder.up_blocks.1.conv.bias", -0.23344],
  ["decoder.conv_norm_out.weight", 5.99277],
  ["decoder.conv_norm_out.bias", -6.00932],
  ["decoder.conv_out.weight", 0.34708],
  ["decoder.conv_out.bias", 1.69093],
];

/** With values that follow from the parameter's place, as the program in PyTorch has them. */
function withValues(model: VariationalAutoencoder): VariationalAutoencoder {
  const state = [...model.namedParameters()].map(([name, { shape }], k) => {
    const values = sines(sizeOf(shape), 0.7 + 0.13 * k);
    return [name, { dtype: "float32", shape, values }] as const;
  });
  model.loadStateDict(new Map(state));
  return model;
}

testInScope("a variational autoencoder has PyTorch's loss and gradients", () => {
  const model = withValues(made());
  const inputs = { pixel_values: pictures(), noise: noise() };
  const { sample, loss, error, divergence } = model.forwardNamed(inputs);
  for (const [i, value] of expected.sample.entries())
    expect(sample!.dataSync()[i]).toBeCloseTo(value, 4);
  expect(loss!.item()).toBeCloseTo(expected.loss, 4);
  expect(error!.item()).toBeCloseTo(expected.error, 4);
  expect(divergence!.item()).toBeCloseTo(expected.divergence, 3);
  loss!.backward();
  const parameters = new Map(model.namedParameters());
  expect([...parameters.keys()]).toEqual(gradients.map(([name]) => name));
  for (const [name, value] of gradients) {
    const gradient = [...parameters.get(name)!.grad!.dataSync()];
    const sum = gradient.reduce((all, one, i) => all + one * Math.cos(0.9 * i), 0);
    expect(Math.abs(sum - value), name).toBeLessThan(1e-4 * (1 + Math.abs(value)));
  }
  model.dispose();
});

testInScope("latents are scaled, drawn by noise, and scaled back; and it says what fits", () => {
  const [plain, scaled] = [withValues(made()), withValues(made({ scaling_factor: 0.25 }))];
  const mean = plain.encode(pictures());
  expect(mean.shape).toEqual([2, 2, 2, 2]);
  for (const [i, value] of scaled.encode(pictures()).dataSync().entries())
    expect(value).toBeCloseTo(0.25 * mean.dataSync()[i]!, 5);
  expect([...plain.encode(pictures(), noise()).dataSync()]).not.toEqual([...mean.dataSync()]);
  const pixels = plain.forward(pictures()).dataSync();
  expect(plain.decode(mean).shape).toEqual([2, 2, 5, 5]);
  for (const [i, value] of scaled.decode(scaled.encode(pictures())).dataSync().entries())
    expect(value).toBeCloseTo(pixels[i]!, 4);
  expect(() => plain.forward(noise())).toThrow("expected [batch, 2, 5, 5]");
  expect(() => plain.decode(pictures())).toThrow("expected [batch, 2, 2, 2]");
  expect(() => made({ block_out_channels: [4, 5] })).toThrow(
    "block_out_channels is [4,5], expected 1 to 12 multiples of norm_num_groups (2)",
  );
  plain.dispose();
  scaled.dispose();
});
