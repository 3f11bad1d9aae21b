import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { defaultDevice } from "../../src/device/default-device.ts";
import { metaDevice } from "../../src/device/meta-device.ts";
import { Seq2Seq } from "../../src/models/encoder-decoder/seq2seq.ts";
import { fileWeights, loadFileWeights } from "../../src/models/families/file-weights.ts";
import { configOf, modelFromConfig } from "../../src/models/families/find-family.ts";
import { Gpt, type GptOptions } from "../../src/models/families/gpt.ts";
import { isDecoder, type Model } from "../../src/models/roles.ts";
import { bytesSource } from "../../src/weights/byte-source.ts";
import type { HostTensor } from "../../src/weights/host-tensor.ts";
import { openSafetensors } from "../../src/weights/open-safetensors.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";
import { writeSafetensors } from "../../src/weights/write-safetensors.ts";

const golden = new URL("gpt2/", import.meta.url);
const bytesOf = (name: string) => readFileSync(new URL(name, golden));
const goldenConfig = () => JSON.parse(bytesOf("config.json").toString());

/** The tensors as a file that can be opened. */
const fileOf = (tensors: Iterable<readonly [string, HostTensor]>) =>
  openSafetensors(bytesSource(writeSafetensors([...tensors])));

async function loaded(config: object, tensors: Iterable<readonly [string, HostTensor]>) {
  const model = modelFromConfig(config, { device: metaDevice() });
  await loadFileWeights(model, await fileOf(tensors));
  return model.eval() as Model;
}

function logitsOf(model: Model, ids: HostTensor): number[] {
  if (!isDecoder(model)) throw new Error("expected a decoder");
  return [...model.forward(tensor(ids.values, { shape: ids.shape, dtype: "int32" })).dataSync()];
}

describe("a GPT-2 that Hugging Face saved", () => {
  const { tensors } = readSafetensors(bytesOf("model.safetensors"));
  const expected = readSafetensors(bytesOf("expect.safetensors")).tensors;

  test("gives its logits", async () => {
    using model = await loaded(goldenConfig(), tensors);
    const logits = logitsOf(model, expected.get("ids")!);
    for (const [i, value] of logits.entries())
      expect(value).toBeCloseTo(expected.get("logits")!.values[i]!, 5);
  });

  test("is written back as it was, to the bit, with the fields that shape it", async () => {
    using model = await loaded(goldenConfig(), tensors);
    expect(new Map(await fileWeights(model))).toEqual(tensors);
    const written = configOf(model);
    for (const [name, value] of Object.entries(written))
      expect(value, name).toEqual(goldenConfig()[name]);
    expect(written).toMatchObject({ model_type: "gpt2", n_inner: 12, layer_norm_epsilon: 1e-4 });
  });

  test("is read too without the prefix of the backbone, and with the tables of old files", async () => {
    const bare = [...tensors].map(
      ([name, one]) => [name.replace(/^transformer\./, ""), one] as const,
    );
    const table: HostTensor = {
      dtype: "float32",
      shape: [1, 1, 7, 7],
      values: new Float32Array(49),
    };
    using model = await loaded(goldenConfig(), [...bare, ["h.0.attn.bias", table] as const]);
    using whole = await loaded(goldenConfig(), tensors);
    const ids = expected.get("ids")!;
    expect(logitsOf(model, ids)).toEqual(logitsOf(whole, ids));
  });

  test.each([
    [{ n_embd: "8" }, 'n_embd is "8", expected an integer'],
    [{ activation_function: "swish" }, 'activation_function is "swish"'],
    [{ scale_attn_by_inverse_layer_idx: true }, "scale_attn_by_inverse_layer_idx is true"],
    [{ rope_theta: 10000 }, "rope_theta is not understood for gpt2"],
    [{ model_type: "gpt5" }, 'model_type is "gpt5", expected one of gpt2'],
    [{ architectures: ["GPT2DoubleHeadsModel"] }, "expected one of GPT2LMHeadModel"],
  ])("a config.json with %j is refused by name", (change, message) => {
    expect(() => modelFromConfig({ ...goldenConfig(), ...change })).toThrow(message);
  });
});

describe("a GPT of ours as a file of GPT-2", () => {
  const sizes = { vocabSize: 5, contextLength: 6, layers: 2, heads: 2, dModel: 8 };
  const ids: HostTensor = { dtype: "int32", shape: [1, 4], values: Int32Array.of(1, 4, 2, 0) };
  const variants: readonly Partial<GptOptions>[] = [
    {},
    { bias: false },
    { positions: "sinusoidal", activation: "relu" },
    {
      bias: false,
      positions: "sinusoidal",
      tieWeights: false,
      activation: "geluTanh",
      dropout: 0.1,
    },
  ];

  test.each(variants)("%j: comes back, and stands in GPT-2's keys and shapes", async (variant) => {
    using model = new Gpt({ ...sizes, ...variant }).eval();
    const file = new Map(await fileWeights(model));
    const plain = new Map(await fileWeights(new Gpt({ ...sizes, tieWeights: variant.tieWeights })));
    expect([...file.keys()].sort()).toEqual([...plain.keys()].sort());
    for (const [name, { shape }] of plain) expect(file.get(name)!.shape, name).toEqual(shape);
    expect(file.get("transformer.h.0.attn.c_attn.weight")!.shape).toEqual([8, 24]);
    using again = await loaded(configOf(model), file);
    expect(logitsOf(again, ids)).toEqual(logitsOf(model, ids));
    expect([...again.stateDict().keys()]).toEqual([...model.stateDict().keys()]);
  });

  test.each(["transformer.ln_f.bias", "transformer.wpe.weight"])(
    "%s, which the model is without, may not say anything else",
    async (name) => {
      const model = new Gpt({ ...sizes, bias: false, positions: "sinusoidal" });
      const file = new Map(await fileWeights(model));
      file.get(name)!.values[3] = 0.5;
      await expect(loaded(configOf(model), file)).rejects.toThrow(
        `${name} is 0.5 at element 3, expected`,
      );
    },
  );
});

test("nor may it have another size", async () => {
  const model = new Gpt({
    vocabSize: 5,
    contextLength: 6,
    layers: 1,
    heads: 2,
    dModel: 8,
    bias: false,
  });
  const file = new Map(await fileWeights(model));
  file.set("transformer.ln_f.bias", { dtype: "float32", shape: [9], values: new Float32Array(9) });
  await expect(loaded(configOf(model), file)).rejects.toThrow(
    "transformer.ln_f.bias has 9 values, expected 8",
  );
});

test("an encoder-decoder comes back from its config.json and its weights", async () => {
  const model = new Seq2Seq({
    ...{ sourceVocabSize: 7, targetVocabSize: 5, dModel: 8, nhead: 2, dimFeedforward: 12 },
    ...{ numEncoderLayers: 1, numDecoderLayers: 2, normFirst: true, activation: "gelu" },
  });
  const config = configOf(model);
  expect(config).toMatchObject({ model_type: "qkv-seq2seq", architectures: ["Seq2Seq"] });
  using again = await loaded(config, await fileWeights(model));
  expect((again as Seq2Seq).config).toEqual(model.config);
  expect(new Map(await fileWeights(again))).toEqual(new Map(await fileWeights(model)));
});

test("nothing is left behind", async () => {
  const before = defaultDevice().memory();
  const { tensors } = readSafetensors(bytesOf("model.safetensors"));
  (await loaded(goldenConfig(), tensors)).dispose();
  expect(defaultDevice().memory()).toMatchObject({ buffers: before.buffers, bytes: before.bytes });
});
