import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { defaultDevice } from "../../src/device/default-device.ts";
import { metaDevice } from "../../src/device/meta-device.ts";
import { generateIds } from "../../src/generation/generate-ids.ts";
import type { CausalLM } from "../../src/models/decoder/causal-lm.ts";
import { fileWeights, loadFileWeights } from "../../src/models/families/file-weights.ts";
import { configOf, modelFromConfig } from "../../src/models/families/find-family.ts";
import { ModernGpt } from "../../src/models/families/modern-gpt.ts";
import { crossEntropy } from "../../src/ops/cross-entropy.ts";
import { bytesSource } from "../../src/weights/byte-source.ts";
import type { HostTensor } from "../../src/weights/host-tensor.ts";
import { openSafetensors } from "../../src/weights/open-safetensors.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";

// What generate-modern-gpt.py, which has the model written down by itself in PyTorch, computes.
const golden = new URL("modern-gpt/", import.meta.url);
const bytesOf = (name: string) => readFileSync(new URL(name, golden));
const config = () => JSON.parse(bytesOf("config.json").toString());
const expected = readSafetensors(bytesOf("expect.safetensors")).tensors;

async function loaded(): Promise<CausalLM> {
  const model = modelFromConfig(config(), { device: metaDevice() });
  await loadFileWeights(model, await openSafetensors(bytesSource(bytesOf("model.safetensors"))));
  return model as CausalLM;
}

const ids = ({ values, shape }: HostTensor) => tensor(values, { shape, dtype: "int32" });
const wanted = (name: string) => expected.get(name)!;

function expectClose(actual: ArrayLike<number>, { values }: HostTensor, name: string): void {
  expect(actual.length, name).toBe(values.length);
  for (let i = 0; i < actual.length; i++)
    expect(Math.abs(actual[i]! - values[i]!), `${name} ${i}`).toBeLessThan(2e-5);
}

describe("a modern GPT", () => {
  test("gives PyTorch's logits, loss and gradients", async () => {
    using model = await loaded();
    const logits = model.forward(ids(wanted("ids")));
    expectClose(logits.dataSync(), wanted("logits"), "logits");
    const loss = crossEntropy(logits, ids(wanted("targets")));
    expect(loss.item()).toBeCloseTo(wanted("loss").values[0]!, 5);
    loss.backward();
    const named = [...model.namedParameters()];
    expect(named.length).toBe([...expected.keys()].filter((name) => /^grad/.test(name)).length);
    for (const [name, { grad }] of named)
      expectClose(grad!.dataSync(), wanted(`gradient.${name}`), name);
    model.zeroGrad();
  });

  test("is written back as it was", async () => {
    using model = await loaded();
    expect(new Map(await fileWeights(model))).toEqual(
      readSafetensors(bytesOf("model.safetensors")).tensors,
    );
    expect(configOf(model)).toEqual(config());
  });

  test("computes token by token with a cache what it computes at once", async () => {
    using model = await loaded();
    model.eval();
    const all = [3, 1, 4, 1, 5, 9];
    using cache = model.newCache();
    const last = all.map((id) =>
      model.forward(tensor([id], { shape: [1, 1], dtype: "int32" }), { cache }).dataSync(),
    );
    const vocab = model.vocabSize;
    const { values } = wanted("logits");
    for (const [i, row] of last.entries())
      expectClose(
        row,
        { dtype: "float32", shape: [vocab], values: values.slice(i * vocab, (i + 1) * vocab) },
        `token ${i}`,
      );
    const [made] = await generateIds(model, { ids: [all] }, { maxNewTokens: 3 });
    expect(made!.length).toBe(all.length + 3);
  });

  test.each([
    [{ num_attention_heads: 3 }, "expected a multiple of twice the heads (3)"],
    [{ hidden_act: "gelu" }, "hidden_act is not understood for qkv-modern-gpt"],
    [{ logit_soft_cap: 0 }, "logit_soft_cap is 0, expected a number above 0"],
  ])("a config.json with %j is refused by name", (change, message) => {
    expect(() => modelFromConfig({ ...config(), ...change })).toThrow(message);
  });
});

describe("ModernGpt", () => {
  const sizes = { vocabSize: 11, contextLength: 7, layers: 2, heads: 2, dModel: 8 };

  test("begins with even odds: head and projections are zeros, and every block is the identity", () => {
    const before = defaultDevice().memory().buffers;
    using model = new ModernGpt(sizes);
    const logits = model.forward(ids(wanted("ids")));
    expect(new Set(logits.dataSync())).toEqual(new Set([0]));
    const [embedded, states] = [model.backbone.tokenEmbedding.weight, model.backbone];
    const one = tensor([3], { shape: [1, 1], dtype: "int32" });
    const row = [...embedded.dataSync()].slice(24, 32);
    const size = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0) / row.length);
    for (const [i, x] of states.forward(one).dataSync().entries())
      expect(x).toBeCloseTo(row[i]! / size, 5);
    expect(before).toBeGreaterThanOrEqual(0);
  });

  test("comes back from its config.json, with the names of its parts", () => {
    using model = new ModernGpt({ ...sizes, feedForward: 12, logitSoftCap: 15, dropout: 0.1 });
    using again = modelFromConfig(configOf(model)) as CausalLM;
    expect(again.options).toEqual(model.options);
    expect([...again.stateDict().keys()]).toEqual([...model.stateDict().keys()]);
    expect([...model.stateDict().keys()]).toContain("model.layers.1.self_attn.q_norm.weight");
  });
});
