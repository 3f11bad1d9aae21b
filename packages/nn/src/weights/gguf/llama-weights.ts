import type { StoredTensor } from "../checkpoint.ts";
import { PairedRows } from "../paired-rows.ts";
import { GgufError } from "./gguf-error.ts";
import { LessOne } from "./less-one.ts";
import type { LlamaArchitecture } from "./llama-architectures.ts";
import type { GgufFile, GgufTensor } from "./open-gguf.ts";

const ofModel: ReadonlyMap<string, string> = new Map([
  ["token_embd", "model.embed_tokens"],
  ["output_norm", "model.norm"],
  ["output", "lm_head"],
]);

const ofBlock: ReadonlyMap<string, string> = new Map([
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

const IN_MODEL = /^(\w+)\.(weight|bias)$/;
const IN_BLOCK = /^blk\.(\d{1,5})\.(\w+)\.(weight|bias)$/;
/** Became a part of the configuration. */
const FACTORS = "rope_freqs.weight";

interface Heads {
  readonly queries: number;
  readonly keys: number;
}

/**
 * The tensors of a Llama, or of a family after it, under Hugging Face's names and with its values.
 *
 * @throws GgufError for tensors that it does not have
 */
export function llamaWeights(
  file: GgufFile,
  heads: Heads,
  { name: architecture, parts = {}, paired = false, normsWithOne = false }: LlamaArchitecture,
): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  const named = new Map([...ofBlock, ...Object.entries(parts)]);
  for (const [name, tensor] of file.tensors) {
    if (name === FACTORS) continue;
    const [, block, part = "", kind] = IN_BLOCK.exec(name) ?? [];
    const [, whole = "", wholeKind] = IN_MODEL.exec(name) ?? [];
    const inBlock = named.get(part);
    const inModel = ofModel.get(whole);
    const values = normsWithOne && name.includes("norm") ? new LessOne(tensor) : tensor;
    if (inBlock !== undefined) {
      const placed = paired ? inHalves(part, name, tensor, heads) : values;
      tensors.set(`model.layers.${block}.${inBlock}.${kind}`, placed);
    } else if (inModel !== undefined) tensors.set(`${inModel}.${wholeKind}`, values);
    else throw new GgufError(`is no tensor of a ${architecture} model`, name);
  }
  return tensors;
}

function inHalves(part: string, name: string, tensor: GgufTensor, heads: Heads): StoredTensor {
  if (part !== "attn_q" && part !== "attn_k") return tensor;
  const count = part === "attn_q" ? heads.queries : heads.keys;
  const rows = tensor.shape[0] ?? 0;
  if (rows % (2 * count) !== 0)
    throw new GgufError(`has ${rows} rows, expected ${count} heads of an even width`, name);
  return new PairedRows(tensor, count);
}
