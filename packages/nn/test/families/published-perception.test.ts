import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { noGrad } from "../../src/autograd/grad-mode.ts";
import { tensor } from "../../src/device/create-tensor.ts";
import { fileWeights } from "../../src/models/families/file-weights.ts";
import type { NamedTensors } from "../../src/models/roles.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import type { HostTensor } from "../../src/weights/host-tensor.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";
import { writeSafetensors } from "../../src/weights/write-safetensors.ts";

type Tensors = ReadonlyMap<string, HostTensor>;

const bytesOf = (name: string, file: string) =>
  readFileSync(new URL(`golden/${name}/${file}`, import.meta.url));
const tensorsOf = (name: string) => readSafetensors(bytesOf(name, "model.safetensors")).tensors;
const configOf = (name: string) => JSON.parse(bytesOf(name, "config.json").toString());

/** A published model whose files are changed. */
async function published(name: string, tensors: Tensors = tensorsOf(name), change: object = {}) {
  const config = JSON.stringify({ ...configOf(name), ...change });
  const { model } = await fromPretrained(
    new Map([
      ["config.json", new TextEncoder().encode(config)],
      ["model.safetensors", writeSafetensors([...tensors])],
    ]),
  );
  return model;
}

/** Its outputs on the stored inputs. */
function outputsOf(model: Awaited<ReturnType<typeof published>>, name: string) {
  const inputs: Record<string, ReturnType<typeof tensor>> = {};
  const stored = readSafetensors(bytesOf(name, "expect.safetensors")).tensors;
  for (const [key, { values, shape, dtype }] of stored)
    if (key.startsWith("inputs/")) inputs[key.slice(7)] = tensor(values, { shape, dtype });
  const { forwardNamed } = model as unknown as { forwardNamed(all: NamedTensors): NamedTensors };
  const outputs = noGrad(() => forwardNamed.call(model, inputs));
  return new Map(
    Object.entries(outputs).flatMap(([key, one]) => (one ? [[key, [...one.dataSync()]]] : [])),
  );
}

const changed = (tensors: Tensors, rename: (name: string) => string, ...more: string[]): Tensors =>
  new Map([
    ...[...tensors].map(([name, one]) => [rename(name), one] as const),
    ...more.map(
      (name) => [name, { dtype: "float32", shape: [2], values: Float32Array.of(7, 7) }] as const,
    ),
  ]);

const without = (tensors: Tensors, names: RegExp): Tensors =>
  new Map([...tensors].filter(([name]) => !names.test(name)));

test.each([
  ...["vit", "vit_model", "deit", "deit_teacher", "audio_spectrogram_transformer", "wav2vec2"],
  ...["wav2vec2_classes", "patchtst", "time_series_transformer", "whisper", "whisper_classes"],
  "vision_encoder_decoder",
])("%s is written back as it was, to the bit, under the same names", async (name) => {
  using model = await published(name);
  expect(new Map(await fileWeights(model))).toEqual(tensorsOf(name));
});

describe("what stands on the hub beside a model's own weights", () => {
  test.each([
    ["vit", ["vit.pooler.dense.bias", "vit.embeddings.mask_token"]],
    ["deit", ["deit.pooler.dense.bias", "distillation_classifier.bias"]],
    ["wav2vec2", ["quantizer.codevectors", "project_q.bias", "wav2vec2.masked_spec_embed"]],
  ])("of %s is left alone", async (name, more) => {
    using model = await published(
      name,
      changed(tensorsOf(name), (one) => one, ...more),
    );
    using whole = await published(name);
    expect(outputsOf(model, name)).toEqual(outputsOf(whole, name));
  });

  test("is refused where nobody knows what it is", async () => {
    const tensors = changed(tensorsOf("vit"), (one) => one, "vit.encoder.layer.7.surprise");
    await expect(published("vit", tensors)).rejects.toThrow(
      "unexpected keys: vit.encoder.layer.7.surprise",
    );
  });
});

test("files of the backbone alone are without its prefix, and a backbone takes files with a head", async () => {
  const bare = changed(tensorsOf("vit"), (name) => name.replace(/^vit\./, ""));
  using model = await published("vit", bare);
  using whole = await published("vit");
  expect(outputsOf(model, "vit")).toEqual(outputsOf(whole, "vit"));
  using backbone = await published("vit", tensorsOf("vit"), { architectures: ["ViTModel"] });
  const outputs = outputsOf(backbone, "vit");
  expect([...outputs.keys()]).toEqual(["last_hidden_state"]); // the file has no pooler
});

test("weight norm is read under both names that PyTorch has had for it", async () => {
  const older = changed(tensorsOf("wav2vec2"), (name) =>
    name
      .replace("parametrizations.weight.original0", "weight_g")
      .replace("parametrizations.weight.original1", "weight_v"),
  );
  expect([...older.keys()].some((name) => name.endsWith("conv.weight_g"))).toBe(true);
  using model = await published("wav2vec2", older);
  using whole = await published("wav2vec2");
  expect(outputsOf(model, "wav2vec2")).toEqual(outputsOf(whole, "wav2vec2"));
});

test("a config.json that hides spans, with a file that has no vector for them, hides them by zeros", async () => {
  using model = await published("wav2vec2", undefined, { mask_time_prob: 0.5 });
  expect([...model.stateDict().keys()]).not.toContain("wav2vec2.masked_spec_embed");
});

describe.each([
  ["whisper", "proj_out.weight", "model.decoder.embed_tokens.weight"],
  ["vision_encoder_decoder", "decoder.lm_head.weight", "decoder.transformer.wte.weight"],
] as const)("the head of %s", (name, head, table) => {
  const tensors = tensorsOf(name);
  const { shape, values } = tensors.get(table)!;
  const withHead = (change: number): Tensors =>
    new Map([
      ...tensors,
      [head, { dtype: "float32", shape, values: Float32Array.from(values, (x) => x + change) }],
    ]);

  test("is the table of tokens, stored twice or once", async () => {
    expect(tensors.has(head)).toBe(false);
    using once = await published(name);
    using twice = await published(name, withHead(0));
    expect(outputsOf(twice, name)).toEqual(outputsOf(once, name));
  });

  test("is a matrix of its own where the file has other values for it", async () => {
    using own = await published(name, withHead(0.5));
    using tied = await published(name);
    expect(outputsOf(own, name).get("logits")).not.toEqual(outputsOf(tied, name).get("logits"));
    expect(new Map(await fileWeights(own)).has(head)).toBe(true);
  });
});

test("a config.json of transformers 4 has what generates, and what says nothing, in both halves", async () => {
  const name = "vision_encoder_decoder";
  const older = {
    ...{ add_cross_attention: false, bad_words_ids: null, chunk_size_feed_forward: 0 },
    ...{ cross_attention_hidden_size: null, diversity_penalty: 0, do_sample: false },
    ...{
      early_stopping: false,
      finetuning_task: null,
      forced_bos_token_id: null,
      length_penalty: 1,
    },
    ...{ max_length: 20, num_beams: 1, prefix: null, pruned_heads: {}, temperature: 1, top_k: 50 },
    ...{ tie_encoder_decoder: false, tie_word_embeddings: true, tokenizer_class: null },
    ...{ torch_dtype: null, torchscript: false, use_bfloat16: false, output_scores: false },
  };
  const { encoder, decoder } = configOf(name);
  using model = await published(name, undefined, {
    encoder: { ...older, ...encoder },
    decoder: { ...older, n_ctx: 24, ...decoder },
  });
  using whole = await published(name);
  expect(outputsOf(model, name)).toEqual(outputsOf(whole, name));
});

test("weights that are missing, unexpected or of another shape are listed together", async () => {
  const tensors = changed(without(tensorsOf("wav2vec2"), /lm_head\.bias/), (name) =>
    name.replace("feature_projection.projection.bias", "feature_projection.bias"),
  );
  await expect(published("wav2vec2", tensors, { vocab_size: 12 })).rejects.toThrow(
    /lm_head\.weight is .*missing keys: .*lm_head\.bias.*unexpected keys: wav2vec2\.feature_projection\.bias/s,
  );
});
