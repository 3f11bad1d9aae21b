import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { generateIds } from "../../src/generation/generate-ids.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { storedNames } from "../../src/models/families/stored-names.ts";
import { ConditionalGeneration } from "../../src/models/heads/conditional-generation.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { crossEntropy } from "../../src/ops/cross-entropy.ts";
import { pretrainedFiles } from "../../src/pretrained/pretrained-files.ts";
import { Generator } from "../../src/random/generator.ts";
import { bytesSource } from "../../src/weights/byte-source.ts";
import type { HostTensor } from "../../src/weights/host-tensor.ts";
import { openSafetensors } from "../../src/weights/open-safetensors.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";
import { writeSafetensors } from "../../src/weights/write-safetensors.ts";

const names = ["bart", "mbart", "pegasus", "marian", "marian_apart", "t5", "t5_gated", "mt5"];
const folderOf = (name: string) => new URL(`golden/${name}/`, import.meta.url).pathname;
const configOf = (name: string) => JSON.parse(readFileSync(`${folderOf(name)}config.json`, "utf8"));
const weightsOf = (name: string) =>
  readSafetensors(readFileSync(`${folderOf(name)}model.safetensors`)).tensors;

async function loaded(name: string): Promise<ConditionalGeneration> {
  const { model } = await fromPretrained(folderOf(name));
  if (model instanceof ConditionalGeneration) return model;
  throw new TypeError("expected a model that generates a target");
}

/** The folder with other weights or fields. */
const changed = (
  name: string,
  weights: ReadonlyMap<string, HostTensor>,
  fields: object = {},
): ReadonlyMap<string, Uint8Array> =>
  new Map([
    ["config.json", new TextEncoder().encode(JSON.stringify({ ...configOf(name), ...fields }))],
    ["model.safetensors", writeSafetensors([...weights])],
  ]);

const ids = (...rows: readonly (readonly number[])[]) =>
  tensor(Int32Array.from(rows.flat()), { shape: [rows.length, rows[0]!.length] });
const source = [7, 8, 9, 10, 11];
const target = [2, 6, 12, 20];

/** Logits of forwardNamed for the source above, with these names of weights and fields. */
async function logitsOf(files: ReadonlyMap<string, Uint8Array>): Promise<readonly number[]> {
  const { model } = await fromPretrained(files);
  using held = model;
  const inputs = { input_ids: ids(source), decoder_input_ids: ids(target) };
  return [...(held as ConditionalGeneration).forwardNamed(inputs).logits!.dataSync()];
}

test.each(names)("%s: token by token with caches is what the whole target gives", async (name) => {
  using model = await loaded(name);
  const memory = model.encodeNamed({ input_ids: ids(source, [12, 13, 14, 15, 16]) });
  const whole = model.decodeNamed(ids(target, [...target].reverse()), memory).dataSync();
  using caches = model.newCaches(2, target.length);
  const vocab = model.targetVocabSize;
  for (const [i, id] of target.entries()) {
    const logits = model.decodeNamed(ids([id], [target.at(-1 - i)!]), memory, { caches });
    const row = [...logits.dataSync()];
    for (const batch of [0, 1])
      for (let v = 0; v < vocab; v++)
        expect(row[batch * vocab + v]).toBeCloseTo(
          whole[(batch * target.length + i) * vocab + v]!,
          4,
        );
  }
  expect(caches.length).toBe(target.length);
});

test.each(names)(
  "%s: padding of a source changes nothing, and hidden sources are hidden",
  async (name) => {
    using model = await loaded(name);
    const pad = model.paddingIdx;
    const decoder_input_ids = ids(target);
    const alone = model.forwardNamed({ input_ids: ids(source), decoder_input_ids });
    const padded = model.forwardNamed({
      input_ids: ids([...source, pad, pad]),
      attention_mask: ids([1, 1, 1, 1, 1, 0, 0]),
      decoder_input_ids,
    });
    const seen = model.forwardNamed({ input_ids: ids([...source, pad, pad]), decoder_input_ids });
    const [a, b, c] = [alone, padded, seen].map(({ logits }) => [...logits!.dataSync()]);
    for (const [i, value] of a!.entries()) expect(b![i]).toBeCloseTo(value, 4);
    expect(c!.some((value, i) => Math.abs(value - a![i]!) > 1e-3)).toBe(true);
    const byRole = model.forward(ids([...source, pad, pad]), ids(target)).dataSync();
    for (const [i, value] of a!.entries()) expect(byRole[i]).toBeCloseTo(value, 4);
  },
);

test.each(names)("%s: a gradient flows into every parameter", async (name) => {
  using model = modelFromConfig(configOf(name), {
    generator: new Generator(3),
  }) as ConditionalGeneration;
  model.eval();
  const labels = [9, 20, 21, 22];
  const { loss } = model.forwardNamed({
    input_ids: ids(source),
    labels: ids(labels),
    decoder_input_ids: ids(target),
  });
  const own = crossEntropy(model.forward(ids(source), ids(target)), ids(labels));
  expect(own.item()).toBeCloseTo(loss!.dataSync()[0]!, 5);
  loss!.backward();
  for (const [path, parameter] of model.namedParameters())
    expect(
      parameter.grad?.dataSync().some((value) => value !== 0),
      path,
    ).toBe(true);
});

test.each([...names, "bart_classification", "t5_encoder", "t5_qa"])(
  "%s: written and read again it gives the same",
  async (name) => {
    const { model } = await fromPretrained(folderOf(name));
    const files = await pretrainedFiles({ model });
    const whole = files.map(async ([file, part]) => {
      return [file, part instanceof Uint8Array ? part : await part.bytes()] as const;
    });
    const again = await fromPretrained(new Map(await Promise.all(whole)));
    const decoder_input_ids = name === "t5_encoder" ? undefined : ids(target);
    const inputs = { input_ids: ids([7, 8, 2, 1]), decoder_input_ids };
    const [before, after] = [model, again.model].map((one) => {
      const outputs = Object.values((one as ConditionalGeneration).forwardNamed(inputs));
      return outputs.map((output) => [...(output?.dataSync() ?? [])]);
    });
    expect(before!.flat().length).toBeGreaterThan(4);
    expect(after).toEqual(before);
    expect(again.model.stateDict().size).toBe(model.stateDict().size);
  },
);

test("a head that config.json calls tied is one where the file has one, and is written so", async () => {
  const weights = new Map(weightsOf("t5"));
  const tied = await logitsOf(changed("t5", weights));
  const shared = weights.get("shared.weight")!;
  const twice = new Map(weights).set("lm_head.weight", shared);
  expect(await logitsOf(changed("t5", twice))).toEqual(tied);
  const other = { ...shared, values: Float32Array.from(shared.values, (value) => 2 * value) };
  const apart = new Map(weights).set("lm_head.weight", other);
  const logits = await logitsOf(changed("t5", apart));
  for (const [i, value] of tied.entries()) expect(logits[i]).toBeCloseTo(2 * value, 4);
});

test("tables of tokens are found under each of their names", async () => {
  const weights = new Map(weightsOf("bart"));
  const usual = await logitsOf(changed("bart", weights));
  const shared = weights.get("model.shared.weight")!;
  weights.delete("model.shared.weight");
  for (const name of ["model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight"])
    weights.set(name, shared);
  expect(await logitsOf(changed("bart", weights))).toEqual(usual);
  weights.set("model.shared.weight", shared);
  const other = Float32Array.from(shared.values, (value) => value + 1);
  weights.set("model.encoder.embed_tokens.weight", { ...shared, values: other });
  expect(await logitsOf(changed("bart", weights))).not.toEqual(usual);
});

test("files without the backbone's prefix, without a bias of the logits, with sinusoids", async () => {
  const weights = weightsOf("marian");
  const usual = await logitsOf(changed("marian", weights));
  const bare = new Map([...weights].map(([name, one]) => [name.replace(/^model\./, ""), one]));
  expect(await logitsOf(changed("marian", bare))).toEqual(usual);
  bare.delete("final_logits_bias");
  const bias = weights.get("final_logits_bias")!.values;
  const unbiased = await logitsOf(changed("marian", bare));
  for (const [i, value] of unbiased.entries())
    expect(value + bias[i % bias.length]!).toBeCloseTo(usual[i]!, 4);
  const zeros = { dtype: "float32", shape: [32, 16], values: new Float32Array(512) } as const;
  const stored = new Map(weights).set("model.encoder.embed_positions.weight", zeros);
  expect(await logitsOf(changed("marian", stored))).not.toEqual(usual);
});

test("a file is read for what stands there twice alone", async () => {
  const file = await openSafetensors(bytesSource(writeSafetensors([...weightsOf("bart")])));
  let reads = 0;
  const counted = new Map(
    [...file.tensors].map(([name, one]) => {
      const read = () => {
        reads++;
        return one.read();
      };
      return [name, { ...one, read }] as const;
    }),
  );
  const config = configOf("bart");
  const stored = await storedNames(config, { ...file, tensors: counted });
  expect(reads).toBe(0);
  expect(stored.has("final_logits_bias") && !stored.has("lm_head.weight")).toBe(true);
  const shared = counted.get("model.shared.weight")!;
  const twice = new Map(counted).set("lm_head.weight", shared);
  expect((await storedNames(config, { ...file, tensors: twice })).has("lm_head.weight")).toBe(
    false,
  );
  expect(reads).toBe(2);
});

test("generation says what it lacks", async () => {
  using model = await loaded("t5");
  const prompts = { ids: [source] };
  await expect(generateIds(model, prompts, {})).rejects.toThrow("decoderStartTokenId is missing");
  await expect(
    generateIds(model, prompts, { decoderStartTokenId: 0, maxLength: 1 }),
  ).rejects.toThrow("maxLength is 1, expected more than the 1 tokens");
  const begun = { ...prompts, begun: [[5, 6]] };
  const [row] = await generateIds(model, begun, { decoderStartTokenId: 0, maxNewTokens: 2 });
  expect(row!.slice(0, 3)).toEqual([0, 5, 6]);
  expect(row).toHaveLength(5);
});

test("a target that is missing is made of labels, or is refused", async () => {
  using t5 = await loaded("t5");
  expect(() => t5.forwardNamed({ input_ids: ids(source) })).toThrow(
    "decoder_input_ids are missing, expected them, or labels",
  );
  using bart = await loaded("bart");
  const shifted = bart.forwardNamed({ input_ids: ids(source) }).logits!.dataSync();
  const given = { input_ids: ids(source), decoder_input_ids: ids([2, ...source.slice(0, -1)]) };
  expect([...shifted]).toEqual([...bart.forwardNamed(given).logits!.dataSync()]);
  expect(() =>
    bart.forwardNamed({ input_ids: ids(source), decoder_input_ids: ids(Array(33).fill(7)) }),
  ).toThrow("33 tokens, expected at most 32");
});

test("blocks are left out while training alone", () => {
  const config = { ...configOf("bart"), encoder_layerdrop: 0.99, dropout: 0 };
  using model = modelFromConfig(config, { generator: new Generator(1) }) as ConditionalGeneration;
  const run = () => [...model.encode(ids(source)).dataSync()];
  model.eval();
  const whole = run();
  expect(run()).toEqual(whole);
  model.train();
  expect(run()).not.toEqual(whole);
});

test("fields of older files are known, others refused under the family's name", () => {
  const old = { normalize_before: false, add_final_layer_norm: false, extra_pos_embeddings: 9 };
  const names = { num_hidden_layers: 1, hidden_size: 16, min_length: 56, output_past: true };
  using model = modelFromConfig({ ...configOf("pegasus"), ...old, ...names });
  expect((model as ConditionalGeneration).options.encoder.layers).toBe(1);
  expect(() => modelFromConfig({ ...configOf("pegasus"), rope_theta: 3 })).toThrow(
    "rope_theta is not understood for pegasus",
  );
  expect(() => modelFromConfig({ ...configOf("t5"), feed_forward_proj: "gated-relu-6" })).toThrow(
    'feed_forward_proj is "gated-relu-6"',
  );
});
