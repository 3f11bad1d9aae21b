import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { BatchedRequestOptions } from "../../src/generation/batch/batch-options.ts";
import { GenerationBatch } from "../../src/generation/batch/generation-batch.ts";
import { generateIds } from "../../src/generation/generate-ids.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import type { Decoder } from "../../src/models/roles.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { quantize } from "../../src/quantization/quantize.ts";
import { Generator } from "../../src/random/generator.ts";

const requests: readonly (readonly [readonly number[], BatchedRequestOptions])[] = [
  [[1, 2, 3, 4, 5, 6, 7], { maxNewTokens: 14 }],
  [[9], { maxNewTokens: 9, doSample: true, seed: 4 }],
  [[5, 30], { maxNewTokens: 20, doSample: true, seed: 5, topK: 7 }],
  [[1, 2, 3, 4, 5, 8], { maxNewTokens: 6, repetitionPenalty: 1.3 }],
];

/** Three at a time, so that each meets the others at other lengths. */
async function together(model: Decoder): Promise<number[][]> {
  using batch = new GenerationBatch(model, { slots: 3 });
  return await Promise.all(
    requests.map(async ([prompt, options]) => {
      const ids = [...prompt];
      for await (const { id } of batch.submit(prompt, options)) ids.push(id);
      return ids;
    }),
  );
}

async function apart(model: Decoder): Promise<number[][]> {
  const sequences: number[][] = [];
  for (const [prompt, options] of requests)
    sequences.push(...(await generateIds(model, { ids: [prompt] }, options)));
  return sequences;
}

const open = async (name: string) =>
  (await fromPretrained(fileURLToPath(new URL(`../families/golden/${name}`, import.meta.url))))
    .model as Decoder;

describe("sequences of different lengths in one pass become what they become alone", () => {
  test.each([
    ...["gpt2", "gpt_neox", "llama", "mistral", "phi", "phi3", "qwen2", "qwen3"],
    ...["gemma", "gemma2", "gemma3"],
  ])("%s", async (name) => {
    using model = await open(name);
    expect(await together(model)).toEqual(await apart(model));
  });

  test.each(["int8", "int4", "bf16"] as const)("in fewer bits: %s", async (format) => {
    using model = await open("llama");
    await quantize(model, format);
    expect(await together(model)).toEqual(await apart(model));
  });

  const config = {
    ...{ vocab_size: 41, hidden_size: 16, intermediate_size: 32, num_hidden_layers: 2 },
    ...{ num_attention_heads: 2, num_key_value_heads: 1, max_position_embeddings: 32 },
  };
  const factors = (factor: number) => [1, 2, 3, 4].map((i) => 1 + factor * i);
  test.each<[string, object]>([
    [
      "rotated otherwise from a length on",
      {
        ...{ model_type: "phi3", architectures: ["Phi3ForCausalLM"], pad_token_id: 0 },
        original_max_position_embeddings: 12,
        rope_scaling: { type: "longrope", short_factor: factors(0.1), long_factor: factors(0.9) },
      },
    ],
    [
      "rotated by length",
      {
        ...{ model_type: "llama", architectures: ["LlamaForCausalLM"] },
        rope_scaling: { rope_type: "dynamic", factor: 2, original_max_position_embeddings: 12 },
      },
    ],
  ])("%s", async (_name, more) => {
    using model = modelFromConfig(
      { ...config, ...more },
      { generator: new Generator(5) },
    ) as Decoder;
    const wide = new Generator(1);
    for (const parameter of model.parameters())
      parameter.device.backend.upload(
        parameter.storage.buffer,
        Float32Array.from(wide.normal(parameter.size, 0, 0.4)),
      );
    model.eval();
    expect(await together(model)).toEqual(await apart(model));
  });
});
