import { changedTensor, pairedRows } from "../changed-tensor.ts";
import type { StoredTensor } from "../checkpoint.ts";
import { GgufError } from "./gguf-error.ts";
import type { LlamaArchitecture } from "./llama-architectures.ts";
import type { TensorNames } from "./named-weights.ts";
import type { GgufTensor } from "./open-gguf.ts";

const inModel: ReadonlyMap<string, string> = new Map([
  ["token_embd", "model.embed_tokens"],
  ["output_norm", "model.norm"],
  ["output", "lm_head"],
]);

const inBlock: ReadonlyMap<string, string> = new Map([
  ["attn_norm", "input_layernorm"],
  ["attn_q", "self_attn.q_proj"],
  ["attn_k", "self_attn.k_proj"],
  ["attn_v", "self_attn.v_proj"],
  ["attn_output", "self_attn.o_proj"],
  ["ffn_norm", "post_attention_layernorm"],
  ["ffn_gate", "mlp.gate_proj"],
  ["ffn_up", "mlp.up_proj"],
  ["ffn_down", "mlp.down_proj"],
]);

/** Divisors of the rotations' frequencies, which are fields of config.json. */
const factors: ReadonlySet<string> = new Set([
  ...["rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight"],
]);

interface Heads {
  readonly queries: number;
  readonly keys: number;
}

/** The tensors of a Llama, or of a family after it. */
export function llamaNames(
  { name: architecture, parts = {}, paired = false, normsWithOne = false }: LlamaArchitecture,
  heads: Heads,
): TensorNames {
  return {
    ...{ architecture, inModel, blocks: "model.layers", leftOut: factors },
    inBlock: new Map([...inBlock, ...Object.entries(parts)]),
    changed(part, name, tensor) {
      if (normsWithOne && name.includes("norm"))
        return changedTensor(tensor, { each: (value) => value - 1 });
      return paired ? inHalves(part, name, tensor, heads) : tensor;
    },
  };
}

function inHalves(part: string, name: string, tensor: GgufTensor, heads: Heads): StoredTensor {
  if (part !== "attn_q" && part !== "attn_k") return tensor;
  const count = part === "attn_q" ? heads.queries : heads.keys;
  const rows = tensor.shape[0] ?? 0;
  if (rows % (2 * count) !== 0)
    throw new GgufError(`has ${rows} rows, expected ${count} heads of an even width`, name);
  return pairedRows(tensor, count);
}
