import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createWasmBackend } from "@qkv/core-wasm";
import { describe, expect, test } from "vitest";
import { noGrad } from "../../src/autograd/grad-mode.ts";
import { tensor } from "../../src/device/create-tensor.ts";
import { deviceOf } from "../../src/device/device-of.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { isDecoder } from "../../src/models/roles.ts";
import { plan } from "../../src/node/plan.ts";
import { crossEntropy } from "../../src/ops/cross-entropy.ts";
import { AdamW } from "../../src/optim/adam.ts";
import { OptionError } from "../../src/options/option-error.ts";
import { quantize } from "../../src/quantization/quantize.ts";
import { scope } from "../../src/tensor/scope.ts";

const configOf = (name: string) => ({
  ...JSON.parse(
    readFileSync(new URL(`../families/golden/${name}/config.json`, import.meta.url), "utf8"),
  ),
  ...larger[name],
});
const sizes = {
  hidden_size: 64,
  intermediate_size: 160,
  num_attention_heads: 4,
  vocab_size: 300,
  max_position_embeddings: 128,
};
const larger: Readonly<Record<string, object>> = {
  llama: { ...sizes, num_key_value_heads: 2, num_hidden_layers: 3 },
  gpt2: { n_embd: 64, n_head: 4, n_layer: 3, vocab_size: 300, n_positions: 128, n_inner: 200 },
  gpt_neox: { ...sizes, num_hidden_layers: 3 },
};
const close = (planned: number, seen: number) => Math.abs(planned / seen - 1);

describe.each(["llama", "gpt2", "gpt_neox"])(
  "of %s, within 10 % of what the device then shows:",
  (name) => {
    const config = configOf(name);
    const [batch, context] = [2, 96];
    const ids = Int32Array.from({ length: batch * context }, (_, i) => i % 300);

    test("memory once it is loaded, and at the peak of a pass", () => {
      const device = deviceOf(createWasmBackend(), "test");
      const planned = plan(config, { batch, context, training: false });
      const model = modelFromConfig(config, { device }).eval();
      if (!isDecoder(model)) throw new Error("expected a decoder");
      expect(planned.parameters).toBe(model.numParameters());
      expect(close(planned.load, device.memory().bytes)).toBeLessThan(0.1);
      using cache = model.newCache(batch);
      noGrad(() =>
        scope(
          () =>
            void model.forward(tensor(ids, { shape: [batch, context], device }), {
              cache,
              lastOnly: true,
            }),
        ),
      );
      expect(close(planned.inference, device.memory().peakBytes)).toBeLessThan(0.1);
      expect(planned.training).toBeUndefined();
    });

    test("at the peak of training", () => {
      const device = deviceOf(createWasmBackend(), "test");
      const model = modelFromConfig(config, { device }).train();
      const optimizer = new AdamW(model.parameters(), { lr: 1e-3 });
      const input = tensor(ids, { shape: [batch, context], device });
      if (!isDecoder(model)) throw new Error("expected a decoder");
      for (let step = 0; step < 2; step++) {
        optimizer.zeroGrad();
        scope(() => crossEntropy(model.forward(input), input).backward());
        optimizer.step();
      }
      const planned = plan(config, { batch, context });
      expect(close(planned.training!, device.memory().peakBytes)).toBeLessThan(0.1);
    });

    test.each(["int8", "int4", "bfloat16"] as const)("memory with weights in %s", (dtype) => {
      const device = deviceOf(createWasmBackend(), "test");
      const model = modelFromConfig(config, { device });
      quantize(model, dtype === "bfloat16" ? "bf16" : dtype);
      const planned = plan(config, { batch, context, dtype, training: false });
      expect(close(planned.load, device.memory().bytes)).toBeLessThan(0.1);
    });
  },
);

test("a model of 70 billion parameters is planned at once, and takes no memory", () => {
  const config = {
    model_type: "llama",
    architectures: ["LlamaForCausalLM"],
    hidden_size: 8192,
    intermediate_size: 28672,
    num_hidden_layers: 80,
    num_attention_heads: 64,
    num_key_value_heads: 8,
    vocab_size: 128256,
    max_position_embeddings: 8192,
  };
  const planned = plan(config, { dtype: "int4", training: false });
  expect(planned.parameters).toBe(70_553_706_496);
  expect(planned.load / 2 ** 30).toBeCloseTo(41.1, 0);
  // Two for each weight that multiplies, and the scores.
  expect(planned.flopsPerToken / planned.parameters).toBeGreaterThan(1.9);
  expect(planned.cache).toBe(2 * 80 * 8192 * 1024 * 4);
});

describe("a config.json from outside", () => {
  // Each would take minutes or a terabyte if values were made.
  test.each<readonly [string, object]>([
    ["llama", { vocab_size: 1e9 }],
    ["llama", { hidden_size: 1e9 }],
    ["gpt2", { n_positions: 1e9 }],
    ["bert", { max_position_embeddings: 1e8 }],
    ["gemma3", { max_position_embeddings: 1e8 }],
    ["vit", { image_size: 100_000, patch_size: 4 }],
    ["whisper", { max_source_positions: 1e8 }],
    ["patchtst", { context_length: 1e8 }],
    ["time_series_transformer", { context_length: 1e8 }],
  ])("%s with %o is planned, whatever its sizes", (name, sizes) => {
    const planned = plan({ ...configOf(name), ...sizes });
    expect(Math.max(planned.load, planned.training!)).toBeGreaterThan(2 ** 32);
    expect(planned.flopsPerToken).toBeGreaterThan(0);
  });

  test.each<readonly [string, object, string]>([
    ["llama", { num_hidden_layers: 1e6 }, "more than 4096 tensors, expected fewer layers"],
    ["t5", { num_layers: 1e6 }, "more than 4096 tensors, expected fewer layers"],
    ["mistral", { max_position_embeddings: 1e9, sliding_window: 1e9 }, "its sizes make no model: "],
    ["vit", { image_size: 1e9 }, "its sizes make no model: "],
    ["modernbert", { max_position_embeddings: 1e8 }, "its sizes make no model: "],
  ])("%s with %o is refused by a typed error", (name, sizes, message) => {
    const act = () => plan({ ...configOf(name), ...sizes });
    expect(act).toThrow(OptionError);
    expect(act).toThrow(
      `config.json: ${message.startsWith("more") ? "the model has " : ""}${message}`,
    );
  });
});

test("a folder, a file in it, bytes by name and a model of one file are planned as what they say", async () => {
  const folder = fileURLToPath(new URL("../families/golden/llama", import.meta.url));
  const bytes = new Uint8Array(readFileSync(`${folder}/config.json`));
  const config = JSON.parse(new TextDecoder().decode(bytes));
  const expected = { ...plan(config, { batch: 2, context: 8 }), config };
  const given = { batch: 2, context: 8 };
  expect(await plan(folder, given)).toEqual(expected);
  expect(await plan(`${folder}/config.json`, given)).toEqual(expected);
  expect(await plan(new Map([["config.json", bytes]]), given)).toEqual(expected);
  const gguf = fileURLToPath(new URL("../weight-files/llama.gguf", import.meta.url));
  expect((await plan(gguf)).config.model_type).toBe("llama");
  await expect(plan(`${folder}/nowhere`)).rejects.toThrow("nowhere/config.json");
  await expect(plan(new Map([["config.json", bytes.subarray(1)]]))).rejects.toThrow("config.json");
  await expect(plan(folder, { contxt: 5 } as never)).rejects.toThrow("contxt");
});

test("a config.json that nobody knows, or options that are none, are refused", () => {
  expect(() => plan({ model_type: "gpt9" })).toThrow('model_type is "gpt9"');
  expect(() => plan(configOf("llama"), { batch: 0 })).toThrow("batch is 0");
  expect(() => plan(configOf("llama"), { contxt: 5 } as never)).toThrow("contxt");
});
