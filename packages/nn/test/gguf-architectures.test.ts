import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
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
