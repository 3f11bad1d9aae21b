import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { Gpt } from "../../src/models/families/gpt.ts";
import { isDecoder, type Model } from "../../src/models/roles.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { savePretrained } from "../../src/node/save-pretrained.ts";
import { pretrainedFiles } from "../../src/pretrained/pretrained-files.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";

const golden = (name: string) =>
  fileURLToPath(new URL(`../families/golden/${name}`, import.meta.url));
const weightsIn = (folder: string, file = "model.safetensors") =>
  readSafetensors(readFileSync(join(folder, file))).tensors;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "qkv-saved-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ids = Int32Array.of(3, 1, 4, 1, 5);
async function logitsOf(model: Model): Promise<number[]> {
  using input = tensor(ids, { shape: [1, 5] });
  if (!isDecoder(model)) throw new Error("expected a decoder");
  using logits = model.forward(input);
  return [...(await logits.data())];
}

describe.each(["gpt2", "gpt_neox", "phi3", "gemma2"])("a published %s", (name) => {
  test("is written back as it was: every weight to the bit, config.json to the letter", async () => {
    const loaded = await fromPretrained(golden(name));
    using model = loaded.model;
    await savePretrained(loaded, folder);
    expect(weightsIn(folder)).toEqual(weightsIn(golden(name)));
    const text = (of: string) => readFileSync(join(of, "config.json"), "utf8");
    expect(text(folder)).toBe(
      text(golden(name)).replace(/"(torch_)?dtype": [^,]*/, '"$1dtype": "float32"'),
    );
    const again = await fromPretrained(folder);
    using reloaded = again.model;
    expect(await logitsOf(reloaded)).toEqual(await logitsOf(model));
  });

  test("in shards: no larger than asked for, and the same when it is read", async () => {
    const loaded = await fromPretrained(golden(name));
    using model = loaded.model;
    await savePretrained(loaded, folder, { shardSize: 9000 });
    const shards = readdirSync(folder).filter((file) => file.endsWith(".safetensors"));
    expect(shards.length).toBeGreaterThan(1);
    expect(shards[0]).toMatch(/^model-00001-of-000\d\d\.safetensors$/);
    for (const shard of shards) {
      const tensors = [...weightsIn(folder, shard).values()];
      const bytes = tensors.reduce((sum, { values }) => sum + values.byteLength, 0);
      expect(tensors.length === 1 || bytes <= 9000).toBe(true);
    }
    const again = await fromPretrained(folder);
    using reloaded = again.model;
    expect(await logitsOf(reloaded)).toEqual(await logitsOf(model));
  });
});

test.each(["float16", "bfloat16"] as const)(
  "%s is rounded to the nearest, ties to even",
  async (dtype) => {
    const model = new Gpt({ vocabSize: 8, contextLength: 8, layers: 1, heads: 1, dModel: 8 });
    const special = [
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      1 + 2 ** -8,
      1 + 3 * 2 ** -8,
      -65519,
      65520,
      2 ** -25,
      3 * 2 ** -25,
      -0,
      6e-8,
      1e-3,
      Number.NaN,
      -Infinity,
      3.4e38,
      0.1,
      5,
    ];
    const values = Float32Array.from({ length: 64 }, (_, i) => special[i % special.length]!);
    const weight = model.stateDict().get("transformer.wpe.weight")!;
    weight.upload(values);
    await savePretrained({ model }, folder, { dtype });
    const half = [
      1,
      1 + 4 * 2 ** -11,
      1 + 2 ** -8,
      1 + 3 * 2 ** -8,
      -65504,
      Infinity,
      0,
      2 * 2 ** -24,
      -0,
      2 ** -24,
      0.0010004043579101562,
      NaN,
      -Infinity,
      Infinity,
      0.0999755859375,
      5,
    ];
    const brain = [
      1,
      1,
      1,
      1 + 4 * 2 ** -8,
      -65536,
      65536,
      2 ** -25,
      3 * 2 ** -25,
      -0,
      6.007030606269836e-8,
      0.00099945068359375,
      NaN,
      -Infinity,
      Infinity,
      0.10009765625,
      5,
    ];
    const stored = weightsIn(folder).get("transformer.wpe.weight")!.values;
    expect([...stored.subarray(0, 16)]).toEqual(dtype === "float16" ? half : brain);
    model.dispose();
  },
);

test("the tokenizer's files go with the model, and a Map of files is a folder", async () => {
  const files = new Map(
    ["config.json", "generation_config.json", "model.safetensors"].map((file) => [
      file,
      new Uint8Array(readFileSync(join(golden("llama"), file))),
    ]),
  );
  const vocab = Object.fromEntries([..."abc"].map((letter, id) => [letter, id]));
  const tokenizer = {
    version: "1.0",
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    model: { type: "WordLevel", vocab, unk_token: "a" },
  };
  files.set("tokenizer.json", new TextEncoder().encode(JSON.stringify(tokenizer)));
  const loaded = await fromPretrained(filesInMemory(files));
  using _model = loaded.model;
  expect([...loaded.tokenizer!.encode("b")]).toEqual([1]);
  const written = new Map(await pretrainedFiles(loaded));
  expect(written.get("tokenizer.json")).toEqual(files.get("tokenizer.json"));
  expect([...written.keys()].at(-1)).toBe("model.safetensors");
});

test.each([
  [{ dtype: "bfloat16" as const }, "model.layers.0.mlp.up_proj.weight_packed_bf16"],
  [{ quantize: "int8" as const }, "model.layers.0.mlp.up_proj.weight_packed_int8"],
])("%j is how weights are held in memory", async (options, key) => {
  const { model } = await fromPretrained(golden("llama"), options);
  using _model = model;
  expect([...model.stateDict().keys()]).toContain(key);
});

test("every number of 16 bits is read as what it is", () => {
  const halves = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);
  const header = (dtype: string) =>
    JSON.stringify({ x: { dtype, shape: [2 ** 16], data_offsets: [0, 2 ** 17] } }).padEnd(64);
  const read = (dtype: string) => {
    const file = new Uint8Array(8 + 64 + 2 ** 17);
    file[0] = 64;
    file.set(new TextEncoder().encode(header(dtype)), 8);
    file.set(new Uint8Array(halves.buffer), 72);
    return readSafetensors(file).tensors.get("x")!.values;
  };
  const number = (bits: number, fractionBits: number, bias: number): number => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits & 0x7fff) >> fractionBits;
    const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits;
    if (exponent === 2 * bias + 1) return fraction > 0 ? Number.NaN : sign * Infinity;
    return exponent === 0
      ? sign * fraction * 2 ** (1 - bias)
      : sign * (1 + fraction) * 2 ** (exponent - bias);
  };
  expect(read("F16")).toEqual(Float32Array.from({ length: 2 ** 16 }, (_, i) => number(i, 10, 15)));
  expect(read("BF16")).toEqual(Float32Array.from({ length: 2 ** 16 }, (_, i) => number(i, 7, 127)));
});
