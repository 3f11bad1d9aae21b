import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { bytesSource } from "../src/weights/byte-source.ts";
import { GgufError } from "../src/weights/gguf/gguf-error.ts";
import { ggufModel } from "../src/weights/gguf/gguf-model.ts";
import { openGguf } from "../src/weights/gguf/open-gguf.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";
import { CountingSource } from "./counting-source.ts";
import { sameBits } from "./safetensors-bytes.ts";
import { entry, f32, ggufOf, key, textKey, u32, u64 } from "./weight-files/gguf-of.ts";

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`weight-files/${name}`, import.meta.url)));
const open = (bytes: Uint8Array) => openGguf(bytesSource(bytes));

describe("a file of every format, as gguf-py wrote it", () => {
  const expected = readSafetensors(fixture("formats.safetensors")).tensors;
  const names = "Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q2_K Q3_K Q4_K Q5_K Q6_K F16 BF16".split(" ");

  test.each(names)("%s is dequantised to the bit", async (name) => {
    const { tensors } = await open(fixture("formats.gguf"));
    const tensor = tensors.get(name)!;
    expect(tensor.type).toBe(name);
    expect(tensor.shape).toEqual(expected.get(name)!.shape);
    const { values } = await tensor.read();
    expect(sameBits(values, expected.get(name)!.values)).toBe(true);
  });

  it("has its metadata with types", async () => {
    const { keyValues, metadata, version } = await open(fixture("formats.gguf"));
    expect(version).toBe(3);
    expect(Object.fromEntries(keyValues)).toEqual({
      "general.architecture": { type: "string", value: "none" },
      "numbers.uint64": { type: "uint64", value: 2n ** 64n - 1n },
      "numbers.int64": { type: "int64", value: -(2n ** 63n) },
      "numbers.float64": { type: "float64", value: 0.1 },
      "numbers.int8": { type: "int8", value: -128 },
      "numbers.uint16": { type: "uint16", value: 65535 },
      flag: { type: "bool", value: true },
      texts: { type: "array of string", value: ["a", "", "é"] },
      numbers: { type: "array of int32", value: [1, -2, 3] },
    });
    expect({ ...metadata }).toEqual({ "general.architecture": "none" });
  });

  it("is read lazily, a tensor at a time", async () => {
    const source = new CountingSource(fixture("formats.gguf"));
    const { tensors } = await openGguf(source);
    const opening = source.reads.length;
    await tensors.get("Q4_0")!.read();
    expect(source.reads.slice(opening)).toEqual([[tensors.get("Q4_0")!.offset, 2 * 16 * 18]]);
  });
});

test("a header that is longer than the first bytes that are read", async () => {
  const long = "x".repeat(2 ** 19);
  const { keyValues, tensors } = await open(ggufOf({ keys: [textKey("k", long)] }));
  expect(keyValues.get("k")!.value).toBe(long);
  expect((await tensors.get("t")!.read()).values).toEqual(Float32Array.of(1, 2, 3, 4));
});

describe("a Llama", () => {
  it("has the configuration, names and rows of Hugging Face's", async () => {
    const { config, checkpoint, tokenizerConfig } = await ggufModel(
      await open(fixture("llama.gguf")),
    );
    expect(config).toEqual({
      architectures: ["LlamaForCausalLM"],
      model_type: "llama",
      vocab_size: 13,
      max_position_embeddings: 32,
      hidden_size: 16,
      intermediate_size: 12,
      num_hidden_layers: 2,
      num_attention_heads: 2,
      num_key_value_heads: 1,
      head_dim: 8,
      hidden_act: "silu",
      rms_norm_eps: 1e-5,
      rope_theta: 10000,
      attention_bias: false,
      mlp_bias: false,
      tie_word_embeddings: false,
      bos_token_id: 1,
      eos_token_id: 2,
      pad_token_id: null,
    });
    const expected = readSafetensors(fixture("llama.safetensors")).tensors;
    expect([...checkpoint.tensors.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [name, tensor] of checkpoint.tensors) {
      const pieces: number[] = [];
      for await (const piece of tensor.pieces()) pieces.push(...piece);
      expect(pieces, name).toEqual([...expected.get(name)!.values]);
      expect(await tensor.read(), name).toEqual(expected.get(name));
    }
    expect(tokenizerConfig).toEqual({
      bos_token: "<s>",
      eos_token: "</s>",
      unk_token: "<unk>",
      chat_template: "{{ messages[0].content }}",
    });
  });

  it("has its tokenizer, merges by the score of what they make", async () => {
    const { tokenizer } = await ggufModel(await open(fixture("llama.gguf")));
    const { model, added_tokens } = tokenizer as {
      readonly model: {
        readonly merges: unknown;
        readonly vocab: Readonly<Record<string, number>>;
      };
      readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
    };
    expect(model.merges).toEqual([
      ["a", "b"],
      ["▁a", "b"],
      ["▁", "ab"],
      ["▁", "a"],
      ["ab", "c"],
    ]);
    expect(model.vocab["▁ab"]).toBe(7);
    expect(added_tokens.map(({ id, content }) => [id, content])).toEqual([
      [0, "<unk>"],
      [1, "<s>"],
      [2, "</s>"],
    ]);
  });

  const sizes = [
    ["llama.context_length", 8],
    ["llama.embedding_length", 4],
    ["llama.block_count", 1],
    ["llama.feed_forward_length", 4],
    ["llama.attention.head_count", 1],
  ] as const;
  const llama = (...more: readonly (readonly number[])[]) =>
    ggufOf({
      keys: [
        textKey("general.architecture", "llama"),
        ...sizes.map(([name, size]) => key(name, 4, u32(size))),
        key("llama.attention.layer_norm_rms_epsilon", 6, f32(1e-6)),
        ...more,
      ],
      tensors: [entry("token_embd.weight", [2, 2], 0, 0), entry("rope_freqs.weight", [2], 0, 32)],
      data: [...[1, 2, 3, 4, 0, 0, 0, 0].flatMap(f32), ...[1, 8].flatMap(f32)],
    });
  const configOf = async (bytes: Uint8Array) => (await ggufModel(await open(bytes))).config;

  it("has the factors of its frequencies, as Llama 3.1", async () => {
    const config = await configOf(llama());
    expect(config.tie_word_embeddings).toBe(true);
    expect(config.rms_norm_eps).toBe(1e-6);
    expect(config.rope_scaling).toEqual({
      rope_type: "longrope",
      factor: 1,
      original_max_position_embeddings: 8,
      short_factor: [1, 8],
      long_factor: [1, 8],
      attention_factor: 1,
    });
  });

  it("is refused where it has what is not known", async () => {
    const refused: readonly (readonly [bytes: Uint8Array, said: string])[] = [
      [
        llama(key("llama.attention.sliding_window", 4, u32(4))),
        '"llama.attention.sliding_window": is not known for this architecture',
      ],
      [llama(key("llama.expert_count", 4, u32(8))), '"llama.expert_count": is 8, expected 0'],
      [llama(key("llama.attention.head_count_kv", 4, u32(0))), "is 0, expected an integer from 1"],
      [llama(textKey("llama.rope.freq_base", "x")), 'is "x", expected a number'],
      [llama(textKey("tokenizer.ggml.model", "bert")), 'is "bert", expected llama or gpt2'],
      [ggufOf(), '"general.architecture": is missing, so that the file holds no model'],
      [
        ggufOf({ keys: [textKey("general.architecture", "lama")] }),
        'is "lama", expected one of llama, qwen2, qwen3, phi3, gemma, gemma2, gemma3, gpt2, gptneox; did you mean llama?',
      ],
      [ggufOf({ keys: [key("general.architecture", 4, u32(1))] }), 'is "1", expected text'],
    ];
    for (const [bytes, said] of refused) {
      await expect(configOf(bytes), said).rejects.toThrow(GgufError);
      await expect(configOf(bytes)).rejects.toThrow(said);
    }
  });
});

describe("what is refused", () => {
  const array = (type: number, count: number | bigint, ...values: number[]) =>
    key("k", 9, [...u32(type), ...u64(count), ...values]);
  const cases: readonly (readonly [what: string, bytes: Uint8Array, said: string])[] = [
    ["nothing", new Uint8Array(0), "4 bytes are wanted at byte 0"],
    ["another beginning", ggufOf({ magic: "GGML" }), 'does not begin with "GGUF"'],
    ["version 1", ggufOf({ version: 1 }), "its version is 1, expected 2 or 3"],
    ["big-endian numbers", ggufOf({ version: 0x03000000 }), "big-endian"],
    [
      "tensors without end",
      ggufOf({ tensorCount: 2n ** 63n }),
      "the number of tensors is 9223372036854775808",
    ],
    ["more tensors than bytes", ggufOf({ tensorCount: 1000 }), "1000 tensors are said to follow"],
    [
      "more keys than bytes",
      ggufOf({ keyCount: 2 ** 40 }),
      "metadata keys and 1 tensors are said to follow",
    ],
    ["a key too few", ggufOf({ keyCount: 1 }), "is empty"],
    ["a key twice", ggufOf({ keys: [textKey("k", ""), textKey("k", "")] }), '"k": stands twice'],
    [
      "a tensor twice",
      ggufOf({ tensors: [entry("t", [1], 0, 0), entry("t", [1], 0, 32)] }),
      '"t": stands twice',
    ],
    ["a key without a name", ggufOf({ keys: [textKey("", "")] }), "a metadata key is empty"],
    [
      "a text without end",
      ggufOf({ keys: [key("k", 8, u64(2 ** 40))] }),
      "1099511627776 bytes are wanted",
    ],
    ["no UTF-8", ggufOf({ keys: [key("k", 8, [...u64(1), 255])] }), "is not UTF-8 text"],
    ["an unknown type", ggufOf({ keys: [key("k", 13, [])] }), "a value of type 13"],
    ["a bool of 7", ggufOf({ keys: [key("k", 7, [7])] }), "a bool is 7"],
    ["an array without end", ggufOf({ keys: [array(4, 2n ** 61n)] }), "the length of an array"],
    [
      "more texts than bytes",
      ggufOf({ keys: [array(8, 2 ** 32)] }),
      "is an array of 4294967296 values",
    ],
    [
      "arrays in arrays",
      ggufOf({
        keys: [key("k", 9, Array.from({ length: 99 }, () => [...u32(9), ...u64(1)]).flat())],
      }),
      "more than 4 deep",
    ],
    ["five axes", ggufOf({ tensors: [entry("t", [1, 1, 1, 1, 1], 0, 0)] }), '"t": has 5 axes'],
    ["an axis of nothing", ggufOf({ tensors: [entry("t", [0], 0, 0)] }), "has an axis of 0"],
    [
      "a shape without end",
      ggufOf({ tensors: [entry("t", [2 ** 33, 2 ** 33], 0, 0)] }),
      "and the file ends at",
    ],
    ["more numbers than bytes", ggufOf({ tensors: [entry("t", [5], 0, 0)] }), "needs 20 bytes"],
    ["an offset beyond", ggufOf({ tensors: [entry("t", [4], 0, 32)] }), "needs 16 bytes"],
    [
      "an offset before",
      ggufOf({ tensors: [entry("t", [4], 0, -32n)] }),
      "a tensor's offset is 1844674407370955",
    ],
    [
      "an offset between",
      ggufOf({ tensors: [entry("t", [1], 0, 4)] }),
      "begins at 4, expected a multiple of 32",
    ],
    [
      "two in one place",
      ggufOf({ tensors: [entry("a", [4], 0, 0), entry("b", [1], 0, 0)] }),
      '"b": begins at byte',
    ],
    [
      "an unknown format",
      ggufOf({ tensors: [entry("t", [4], 999, 0)] }),
      "is of type 999, which ggml does not have",
    ],
    ["a format that is gone", ggufOf({ tensors: [entry("t", [4], 4, 0)] }), "is of type 4"],
    [
      "a format that is not read",
      ggufOf({ tensors: [entry("t", [4], 20, 0)] }),
      "is of type IQ4_NL, which is not read",
    ],
    [
      "a part of a block",
      ggufOf({ tensors: [entry("t", [40], 2, 0)] }),
      "has rows of 40, expected a multiple of 32 for Q4_0",
    ],
    ...[0, 3, 2 ** 31].map(
      (value) =>
        [
          `an alignment of ${value}`,
          ggufOf({ keys: [key("general.alignment", 4, u32(value))] }),
          "expected a power of two",
        ] as const,
    ),
    [
      "an alignment in words",
      ggufOf({ keys: [textKey("general.alignment", "32")] }),
      "is 32 (string)",
    ],
  ];

  it.each(cases)("%s", async (_, bytes, said) => {
    await expect(open(bytes)).rejects.toThrow(GgufError);
    await expect(open(bytes)).rejects.toThrow(said);
  });

  it("every file that is cut off", async () => {
    for (const name of ["formats.gguf", "llama.gguf"]) {
      const whole = fixture(name);
      for (let length = 0; length < whole.length - 32; length += 13)
        await expect(open(whole.subarray(0, length)), `${name} to ${length}`).rejects.toThrow(
          GgufError,
        );
    }
  });

  it("names that are dangerous in JavaScript are names like others", async () => {
    const bytes = ggufOf({
      keys: [textKey("__proto__", "x")],
      tensors: [entry("__proto__", [4], 0, 0)],
    });
    const { keyValues, tensors, metadata } = await open(bytes);
    expect([...keyValues.keys()]).toEqual(["__proto__"]);
    expect(Object.keys(metadata)).toEqual(["__proto__"]);
    expect(tensors.has("__proto__")).toBe(true);
  });
});
