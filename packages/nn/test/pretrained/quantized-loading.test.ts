import { createHash } from "node:crypto";
import { createWasmBackend } from "@qkv/core-wasm";
import { describe, expect, it } from "vitest";
import { deviceOf } from "../../src/device/device-of.ts";
import { metaDevice } from "../../src/device/meta-device.ts";
import { Linear } from "../../src/layers/linear.ts";
import type { Module } from "../../src/module/module.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { quantize } from "../../src/quantization/quantize.ts";
import { quantizedDestinations } from "../../src/quantization/quantized-destination.ts";
import type { StoredTensor } from "../../src/weights/checkpoint.ts";
import { loadInto } from "../../src/weights/load-checkpoint.ts";

const formats = {
  int8: { quantize: "int8" },
  int4: { quantize: "int4" },
  bf16: { dtype: "bfloat16" },
  f16: { dtype: "float16" },
} as const;

const bits = (module: Module): unknown =>
  [...module.stateDict()].map(([name, tensor]) => {
    const values = createHash("sha256").update(tensor.dataSync()).digest("hex");
    return [name, tensor.dtype, tensor.shape, values];
  });

describe("weights that are rounded as they are read", () => {
  // GPT-2 keeps its matrices the other way round and ties its head; Gemma ties and scales; BERT has gamma and beta; T5
  // shares its table among both sides.
  it.each(["gpt2", "gemma", "gpt_neox", "bert", "t5", "wav2vec2"])(
    "are those that quantize makes of the whole, to the bit: %s",
    async (name) => {
      const folder = new URL(`../families/golden/${name}`, import.meta.url).pathname;
      for (const [format, options] of Object.entries(formats)) {
        using whole = (await fromPretrained(folder)).model;
        quantize(whole, format as keyof typeof formats);
        using model = (await fromPretrained(folder, options)).model;
        expect(bits(model)).toEqual(bits(whole));
        expect(model.parameters().some(({ requiresGrad }) => requiresGrad)).toBe(false);
      }
    },
  );

  // 33 rows of 65536: more than a piece holds, and neither panels of 16 rows nor pieces of a file end where it does.
  const [rows, width] = [33, 2 ** 16];
  const stored = (values: (begin: number, length: number) => Float32Array): StoredTensor => ({
    ...{ dtype: "float32", shape: [rows, width], bytes: 4 * rows * width },
    read: async () => ({
      ...{ dtype: "float32", shape: [rows, width] },
      values: values(0, rows * width),
    }),
    async *pieces() {
      const step = 1_000_003;
      for (let begin = 0; begin < rows * width; begin += step)
        yield values(begin, Math.min(step, rows * width - begin));
    },
  });
  const wave = (begin: number, length: number) => {
    const values = new Float32Array(length);
    for (let i = 0; i < length; i++) values[i] = (((begin + i) * 2654435761) >>> 8) / 2 ** 23 - 1;
    return values;
  };
  const load = async (values: typeof wave, format: "int8" | "int4") => {
    const device = deviceOf(createWasmBackend(), "test");
    const model = new Linear(width, rows, { bias: false, device: metaDevice() });
    const checkpoint = { tensors: new Map([["weight", stored(values)]]), metadata: {} };
    await loadInto(model, checkpoint, { device }, quantizedDestinations(model, format));
    return { model, device };
  };

  it.each(["int8", "int4"] as const)("never stand whole in float32: %s", async (format) => {
    const { model, device } = await load(wave, format);
    const { bytes, peakBytes } = device.memory();
    expect(bytes).toBeLessThan(2.3 * rows * width);
    expect(peakBytes - bytes).toBeLessThan(2 * 2 ** 20); // the packed words of one piece
    const whole = new Linear(width, rows, { bias: false });
    whole.weight.upload(wave(0, rows * width));
    quantize(whole, format);
    expect(bits(model)).toEqual(bits(whole));
  });

  it("are refused by their row in the whole weight", async () => {
    const broken: typeof wave = (begin, length) => {
      const values = wave(begin, length);
      const at = 20 * width + 3 - begin;
      if (at >= 0 && at < length) values[at] = Number.NaN;
      return values;
    };
    await expect(load(broken, "int8")).rejects.toThrow(
      "quantize: weight at [20, 3] is NaN, expected finite weights",
    );
  });
});
