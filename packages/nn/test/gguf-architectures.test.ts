import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { isDecoder } from "../src/models/roles.ts";
import { fromPretrained } from "../src/node/from-pretrained.ts";
import type { Pretrained } from "../src/pretrained/from-pretrained.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";
import { entry, f32, ggufOf, key, textKey, u32 } from "./weight-files/gguf-of.ts";

// Names as llama.cpp's documentation has them (gguf-py, constants.py), written out here once more.
const inModel: readonly (readonly [RegExp, string])[] = [
  [/^model\.embed_tokens\./, "token_embd."],
  [/^model\.norm\./, "output_norm."],
  [/^lm_head\./, "output."],
  [/^model\.layers\.(\d+)\./, "blk.$1."],
  [/\.input_layernorm\./, ".attn_norm."],
  [/\.self_attn\.([qkv])_proj\./, ".attn_$1."],
  [/\.self_attn\.o_proj\./, ".attn_output."],
  [/\.self_attn\.([qk])_norm\./, ".attn_$1_norm."],
  [/\.pre_feedforward_layernorm\./, ".ffn_norm."],
  [/\.post_feedforward_layernorm\./, ".post_ffw_norm."],
  [/\.mlp\.(gate|up|down)_proj\./, ".ffn_$1."],
  [/\.self_attn\.qkv_proj\./, ".attn_qkv."],
  [/\.mlp\.gate_up_proj\./, ".ffn_up."],
];

interface Case {
  readonly name: string;
  readonly post: "ffn_norm" | "post_attention_norm";
  readonly one: 0 | 1;
  /** What config.json must say for a GGUF file to be able to say it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly floats?: Readonly<Record<string, number>>;
  readonly counts?: Readonly<Record<string, number>>;
}

const rope = { rope_parameters: undefined, rope_theta: 10000 };
const cases: readonly Case[] = [
  {
    ...{ name: "qwen2", post: "ffn_norm", one: 0 },
    config: { use_sliding_window: false, sliding_window: null, layer_types: undefined },
  },
  { ...{ name: "qwen3", post: "ffn_norm", one: 0 }, config: {} },
  {
    ...{ name: "phi3", post: "ffn_norm", one: 0 },
    config: { original_max_position_embeddings: undefined },
  },
  { ...{ name: "gemma", post: "ffn_norm", one: 1 }, config: {} },
  {
    ...{ name: "gemma2", post: "post_attention_norm", one: 1 },
    config: { query_pre_attn_scalar: 6 },
    floats: { attn_logit_softcapping: 2.5, final_logit_softcapping: 4 },
    counts: { "attention.sliding_window": 3 },
  },
  {
    ...{ name: "gemma3", post: "post_attention_norm", one: 1 },
    config: {
      ...{ query_pre_attn_scalar: 6, layer_types: undefined, sliding_window_pattern: 2 },
      ...{ _sliding_window_pattern: undefined, rope_local_base_freq: 100 },
    },
    floats: { "rope.freq_base_swa": 100 },
    counts: { "attention.sliding_window": 3, "attention.sliding_window_pattern": 2 },
  },
];

function logitsOf({ model }: Pretrained): number[] {
  if (!isDecoder(model)) throw new Error("expected a decoder");
  using logits = model.forward(tensor([[1, 4, 5, 6, 12, 3, 2, 9]], { dtype: "int32" }));
  return [...logits.dataSync()];
}

it.each(cases)("a GGUF file of $name computes what its folder computes", async (one) => {
  const folder = new URL(`families/golden/${one.name}/`, import.meta.url);
  const given = JSON.parse(await readFile(new URL("config.json", folder), "utf8"));
  const config = JSON.parse(JSON.stringify({ ...given, ...rope, ...one.config }));
  const bytes = new Uint8Array(await readFile(new URL("model.safetensors", folder)));
  const asFolder = await fromPretrained(
    new Map([
      ["config.json", new TextEncoder().encode(JSON.stringify(config))],
      ["model.safetensors", bytes],
    ]),
  );
  const loaded = await fromPretrained(new Map([["model.gguf", ggufFor(one, config, bytes)]]));
  expect(loaded.config.model_type).toBe(config.model_type);
  const [expected, seen] = [logitsOf(asFolder), logitsOf(loaded)];
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - seen[i]!)));
  expect(worst).toBeLessThan(one.one === 1 ? 1e-5 : 1e-9); // 1 + w is rounded
});

function ggufFor(
  { name, post, one, floats = {}, counts = {} }: Case,
  config: Readonly<Record<string, number>>,
  bytes: Uint8Array,
): Uint8Array {
  const tensors: number[][] = [];
  const data: number[] = [];
  const names = [...inModel, [/\.post_attention_layernorm\./, `.${post}.`] as const];
  for (const [stored, { shape, values }] of readSafetensors(bytes).tensors) {
    const called = names.reduce((text, [from, to]) => text.replace(from, to), stored);
    tensors.push(entry(called, shape.toReversed(), 0, data.length));
    for (const value of values) data.push(...f32(value + (called.includes("norm") ? one : 0)));
    while (data.length % 32 !== 0) data.push(0);
  }
  const integers = {
    context_length: config.max_position_embeddings!,
    embedding_length: config.hidden_size!,
    block_count: config.num_hidden_layers!,
    feed_forward_length: config.intermediate_size!,
    "attention.head_count": config.num_attention_heads!,
    "attention.head_count_kv": config.num_key_value_heads!,
    "attention.key_length": config.head_dim ?? config.hidden_size! / config.num_attention_heads!,
    ...counts,
  };
  const numbers = {
    "attention.layer_norm_rms_epsilon": config.rms_norm_eps!,
    "rope.freq_base": config.rope_theta!,
    ...floats,
  };
  return ggufOf({
    keys: [
      textKey("general.architecture", name),
      ...Object.entries(integers).map(([of, value]) => key(`${name}.${of}`, 4, u32(value))),
      ...Object.entries(numbers).map(([of, value]) => key(`${name}.${of}`, 6, f32(value))),
    ],
    tensors,
    data,
  });
}

/** Before Llama: packed projections with biases, LayerNorm. */
interface GptCase {
  readonly name: string;
  readonly folder: string;
  readonly names: readonly (readonly [RegExp, string])[];
  /** Matrices that the folder holds [in, out]. */
  readonly turned?: RegExp;
  /** Rows that the folder keeps head by head. */
  readonly byHeads?: RegExp;
  readonly more: (config: Readonly<Record<string, number>>) => readonly number[][];
}

const gptCases: readonly GptCase[] = [
  {
    ...{ name: "gpt2", folder: "gpt2", turned: /\.(c_attn|c_proj|c_fc)\.weight$/ },
    names: [
      [/^transformer\.wte\./, "token_embd."],
      [/^transformer\.wpe\./, "position_embd."],
      [/^transformer\.ln_f\./, "output_norm."],
      [/^transformer\.h\.(\d+)\./, "blk.$1."],
      [/\.ln_1\./, ".attn_norm."],
      [/\.attn\.c_attn\./, ".attn_qkv."],
      [/\.attn\.c_proj\./, ".attn_output."],
      [/\.ln_2\./, ".ffn_norm."],
      [/\.mlp\.c_fc\./, ".ffn_up."],
      [/\.mlp\.c_proj\./, ".ffn_down."],
    ],
    more: () => [],
  },
  {
    ...{ name: "gptneox", folder: "gpt_neox", byHeads: /query_key_value/ },
    names: [
      [/^gpt_neox\.embed_in\./, "token_embd."],
      [/^gpt_neox\.final_layer_norm\./, "output_norm."],
      [/^embed_out\./, "output."],
      [/^gpt_neox\.layers\.(\d+)\./, "blk.$1."],
      [/\.input_layernorm\./, ".attn_norm."],
      [/\.attention\.query_key_value\./, ".attn_qkv."],
      [/\.attention\.dense\./, ".attn_output."],
      [/\.post_attention_layernorm\./, ".ffn_norm."],
      [/\.mlp\.dense_h_to_4h\./, ".ffn_up."],
      [/\.mlp\.dense_4h_to_h\./, ".ffn_down."],
    ],
    // 64 wide, 4 heads, half of whose channels are rotated.
    more: () => [
      key("gptneox.rope.dimension_count", 4, u32(8)),
      key("gptneox.use_parallel_residual", 7, [1]),
    ],
  },
];

it.each(gptCases)("a GGUF file of $name computes what its folder computes", async (one) => {
  const folder = new URL(`families/golden/${one.folder}/`, import.meta.url);
  const text = await readFile(new URL("config.json", folder));
  const config = JSON.parse(text.toString());
  const bytes = new Uint8Array(await readFile(new URL("model.safetensors", folder)));
  const files = new Map([
    ["config.json", new Uint8Array(text)],
    ["model.safetensors", bytes],
  ]);
  const heads = config.n_head ?? config.num_attention_heads;
  const tensors: number[][] = [];
  const data: number[] = [];
  for (const [stored, { shape, values }] of readSafetensors(bytes).tensors) {
    const called = one.names.reduce((name, [from, to]) => name.replace(from, to), stored);
    const [rows = 1, columns = 1] = shape;
    const turned = one.turned?.test(stored) ?? false;
    const size = rows / heads / 3;
    /** Where the element of a row of the file stands in the folder's tensor. */
    const at = (row: number, column: number): number => {
      if (turned) return column * columns + row;
      if (!one.byHeads?.test(stored)) return row * columns + column;
      const [kind, head] = [Math.floor(row / (heads * size)), Math.floor(row / size) % heads];
      return ((head * 3 + kind) * size + (row % size)) * columns + column;
    };
    const laid = turned ? [columns, rows] : shape;
    const [height = 1, width = 1] = laid;
    tensors.push(entry(called, laid.toReversed(), 0, data.length));
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++) data.push(...f32(values[at(row, column)]!));
    while (data.length % 32 !== 0) data.push(0);
  }
  const width = config.n_embd ?? config.hidden_size;
  const counts = {
    context_length: config.n_positions ?? config.max_position_embeddings,
    embedding_length: width,
    feed_forward_length: config.intermediate_size ?? 4 * width,
    block_count: config.n_layer ?? config.num_hidden_layers,
    "attention.head_count": heads,
  };
  const gguf = ggufOf({
    keys: [
      textKey("general.architecture", one.name),
      ...Object.entries(counts).map(([of, value]) => key(`${one.name}.${of}`, 4, u32(value))),
      key(`${one.name}.attention.layer_norm_epsilon`, 6, f32(1e-5)),
      ...one.more(config),
    ],
    tensors,
    data,
  });
  const [expected, loaded] = [
    await fromPretrained(files),
    await fromPretrained(new Map([["model.gguf", gguf]])),
  ];
  expect(loaded.config.model_type).toBe(config.model_type);
  expect(logitsOf(loaded)).toEqual(logitsOf(expected));
  const strange = ggufOf({
    keys: [textKey("general.architecture", one.name), key(`${one.name}.block_count`, 4, u32(2))],
    tensors: [],
    data: [],
  });
  await expect(fromPretrained(new Map([["model.gguf", strange]]))).rejects.toThrow(
    "token_embd.weight",
  );
});

// Files of gguf-py's writer and transformers' logits, from weight-files/generate.py: with the scale of attention that
// llama.cpp's converter writes, and without, where it follows from the lengths.
describe.each(["phi3-longrope", "phi3-longrope-inferred"])("%s.gguf", (name) => {
  const at = (file: string) => new URL(`weight-files/${file}`, import.meta.url);
  it.each([6, 8, 9, 20])(
    "has the factors of its length at %i tokens, 8 being short",
    async (length) => {
      const bytes = new Uint8Array(await readFile(at(`${name}.gguf`)));
      const loaded = await fromPretrained(new Map([["model.gguf", bytes]]));
      using model = loaded.model;
      if (!isDecoder(model)) throw new Error("expected a decoder");
      const { tensors } = readSafetensors(
        new Uint8Array(await readFile(at("phi3-longrope.safetensors"))),
      );
      const ids = tensors.get(`ids/${length}`)!.values;
      const expected = tensors.get(`logits/${length}`)!.values;
      using logits = model.forward(tensor(Int32Array.from(ids), { shape: [1, length] }));
      const seen = [...logits.dataSync()];
      const worst = Math.max(...seen.map((value, i) => Math.abs(value - expected[i]!)));
      expect(seen).toHaveLength(expected.length);
      expect(worst).toBeLessThan(1e-4);
    },
  );
});
