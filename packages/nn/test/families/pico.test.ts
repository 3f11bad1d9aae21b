import { afterAll, expect, test, vi } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { metaDevice } from "../../src/device/meta-device.ts";
import { verify } from "../../src/device-comparison/verify.ts";
import { evaluateLanguageModel } from "../../src/evaluation/evaluate-language-model.ts";
import { generate } from "../../src/generation/generate.ts";
import { capture } from "../../src/inspection/capture.ts";
import { logitLens } from "../../src/inspection/logit-lens.ts";
import { fileWeights, loadFileWeights } from "../../src/models/families/file-weights.ts";
import { configOf, modelFromConfig } from "../../src/models/families/find-family.ts";
import { type Decoder, isDecoder } from "../../src/models/roles.ts";
import { manualSeed } from "../../src/random/generator.ts";
import { scope } from "../../src/tensor/scope.ts";
import { CharacterTokenizer } from "../../src/tokenizers/character-tokenizer.ts";
import { bytesSource } from "../../src/weights/byte-source.ts";
import { openSafetensors } from "../../src/weights/open-safetensors.ts";
import { writeSafetensors } from "../../src/weights/write-safetensors.ts";
import { referenceDevice } from "../finite-differences.ts";

vi.hoisted(() => vi.resetModules()); // those that another file of tests has read know nothing of this one's
afterAll(() => {
  vi.resetModules();
});

// The one row that a family needs.
vi.mock("../../src/models/families/index.ts", async (original) => {
  const { families } = await original<typeof import("../../src/models/families/index.ts")>();
  const { pico } = await import("./pico.ts");
  return { families: [...families, pico] };
});

const config = {
  ...{ model_type: "pico", architectures: ["PicoForCausalLM"], torch_dtype: "float32" },
  ...{ vocab_size: 6, max_position_embeddings: 12, num_hidden_layers: 2, hidden_size: 16 },
  ...{ intermediate_size: 20, num_attention_heads: 4, num_key_value_heads: 2, rope_theta: 500 },
};

function made(): Decoder {
  manualSeed(5);
  const model = modelFromConfig(config);
  if (!isDecoder(model)) throw new Error("expected a decoder");
  for (const parameter of model.parameters())
    parameter.upload(parameter.dataSync().map((value, i) => value * 9 + 0.01 * (i % 7)));
  return model.eval() as Decoder;
}

const ids = (rows: number[][]) => tensor(rows, { dtype: "int32" });

test("with its file and a row a family has its names, reads its files and writes them", async () => {
  using model = made();
  expect([...model.stateDict().keys()].slice(0, 8)).toEqual([
    "model.embed_tokens.weight",
    "model.layers.0.input_layernorm.weight",
    "model.layers.0.self_attn.q_proj.weight",
    "model.layers.0.self_attn.k_proj.weight",
    "model.layers.0.self_attn.v_proj.weight",
    "model.layers.0.self_attn.o_proj.weight",
    "model.layers.0.post_attention_layernorm.weight",
    "model.layers.0.mlp.up_proj.weight",
  ]);
  const file = await openSafetensors(bytesSource(writeSafetensors(await fileWeights(model))));
  using again = modelFromConfig(configOf(model), { device: metaDevice() }).eval() as Decoder;
  await loadFileWeights(again, file);
  const logits = (of: Decoder) => [...of.forward(ids([[1, 5, 0]])).dataSync()];
  expect(logits(again)).toEqual(logits(model));
  expect(() => modelFromConfig({ ...config, mlp_bias: true })).toThrow(
    "mlp_bias is not understood",
  );
});

test("and all that serves decoders serves it: caches, generation, evaluation, inspection, another device", async () => {
  using model = made();
  const row = [1, 2, 3, 4, 5, 0, 1];
  scope(() => {
    const whole = [...model.forward(ids([row])).dataSync()];
    using cache = model.newCache();
    const parts = [row.slice(0, 4), row.slice(4, 5), row.slice(5)].flatMap((part) => [
      ...model.forward(ids([part]), { cache }).dataSync(),
    ]);
    for (const [i, value] of parts.entries()) expect(value).toBeCloseTo(whole[i]!, 4);
    expect(logitLens(model, ids([row]))).toHaveLength(2);
  });
  const { text } = await generate(model, CharacterTokenizer.train("abcdef"), "fa", {
    ...{ maxNewTokens: 14, temperature: 0 }, // beyond the context
  });
  expect(text).toHaveLength(14);
  const tokens = Int32Array.from({ length: 30 }, (_, i) => i % 6);
  const { loss } = await evaluateLanguageModel(model, tokens, { contextLength: 12 });
  expect(loss).toBeGreaterThan(0);
  using seen = capture(model, () => model.forward(ids([row])));
  expect(seen.get("model.layers.1.self_attn", "weights").shape).toEqual([1, 4, 7, 7]);
  const { firstDeparture } = await verify(
    model,
    model.sampleInputs(2),
    model.device,
    referenceDevice(),
  );
  expect(firstDeparture).toBeUndefined();
});
