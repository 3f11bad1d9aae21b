import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { causalMask, paddingMask } from "../src/attention/attention-masks.ts";
import { MultiheadAttention } from "../src/attention/multihead-attention.ts";
import { tensor } from "../src/device/create-tensor.ts";
import { referenceDevice } from "../src/device/reference-device.ts";
import { mul } from "../src/ops/mul.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

interface Case {
  readonly queries: number;
  readonly keys: number;
  readonly addBiasKv: boolean;
  readonly addZeroAttn: boolean;
  readonly isCausal: boolean;
  readonly padding: boolean;
  readonly averageAttnWeights: boolean;
  readonly output: readonly number[];
  readonly weights: readonly number[];
  readonly dkey: readonly number[];
}

/** Of PyTorch: golden/attention-options.py. */
const golden: readonly Case[] = JSON.parse(
  readFileSync(new URL("golden/attention-options.json", import.meta.url), "utf8"),
);
const device = referenceDevice();
const [batch, width, heads] = [2, 4, 2];
const wave = (shape: readonly number[], phase: number): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float64Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + phase));
  return tensor(values, { shape, device });
};
const expectClose = (actual: Tensor, expected: readonly number[]): void => {
  expect(actual.size).toBe(expected.length);
  for (const [i, value] of Array.from(actual.dataSync()).entries())
    expect(value).toBeCloseTo(expected[i]!, 4);
};

function attention({ addBiasKv, addZeroAttn }: Pick<Case, "addBiasKv" | "addZeroAttn">) {
  const layer = new MultiheadAttention(width, heads, { addBiasKv, addZeroAttn, device });
  const named = [...layer.stateDict()].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [phase, [, parameter]] of named.entries())
    parameter.upload(wave(parameter.shape, phase).dataSync());
  return layer;
}

describe("torch.nn.MultiheadAttention under combinations of its options", () => {
  const named = golden.map((one) => {
    const { queries, keys, output, weights, dkey, ...options } = one;
    const given = Object.entries(options).flatMap(([name, value]) => (value ? [name] : []));
    return [`${queries} x ${keys} ${given.join(" ")}`, one] as const;
  });
  test("are all there", () => expect(golden.length).toBe(48));

  test.each(named)("%s: fused and step by step, as a flag and as a mask", (_, one) => {
    const { queries, keys, isCausal, padding, averageAttnWeights } = one;
    const layer = attention(one);
    const query = wave([batch, queries, width], 7);
    const value = wave([batch, keys, width], 9);
    const options = {
      keyPaddingMask: padding ? paddingMask([keys, keys - 1], keys, device) : undefined,
      averageAttnWeights,
    };
    const ways = isCausal
      ? [
          { isCausal },
          { attnMask: causalMask(queries, keys, device) },
          { isCausal, attnMask: causalMask(queries, keys, device) },
        ]
      : [{}];
    for (const way of ways)
      for (const needWeights of [true, false]) {
        const key = wave([batch, keys, width], 8).requiresGrad_();
        const { output, weights } = layer.forward(query, key, value, {
          ...options,
          ...way,
          needWeights,
        });
        expectClose(output, one.output);
        if (weights) expectClose(weights, one.weights);
        expect(weights === undefined).toBe(!needWeights);
        mul(output, wave(output.shape, 5)).sum().backward();
        expectClose(key.grad!, one.dkey);
      }
  });
});
