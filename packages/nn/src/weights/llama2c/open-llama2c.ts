import { expectObject } from "../../options/expect-argument.ts";
import { type ByteSource, readRange } from "../byte-source.ts";
import { pairedRows } from "../changed-tensor.ts";
import type { StoredTensor } from "../checkpoint.ts";
import type { ConvertedModel } from "../converted-model.ts";
import { RangeTensor } from "../range-tensor.ts";
import { storedDTypes } from "../stored-dtype.ts";
import { Llama2cError, wrongLlama2c } from "./llama2c-error.ts";
import { HEADER_BYTES, type Llama2cHeader, readLlama2cHeader } from "./llama2c-header.ts";
import { laidOut, numbersOf } from "./llama2c-layout.ts";

/**
 * Open a .bin file of llama2.c (github.com/karpathy/llama2.c), version 0 or 1, as a Llama in Hugging Face's form. Its header is
 * compared with the length of the file; weights are read as they are asked for, and the source must stay open until then.
 *
 * @throws Llama2cError that says what was expected and what came; what the source throws
 */
export async function openLlama2c(source: ByteSource): Promise<ConvertedModel> {
  expectObject("openLlama2c", "source", source, "a byte source", "size", "read");
  const first = await readRange(source, 0, Math.min(source.size, HEADER_BYTES));
  const header = readLlama2cHeader(first);
  const expected = header.bytes + 4 * numbersOf(header);
  if (source.size !== expected)
    throw new Llama2cError(
      `the file has ${source.size} bytes, and a model of its sizes ${expected}; is it complete, and one of llama2.c's?`,
    );
  const float32 = storedDTypes.get("F32")!;
  const tensors = new Map<string, StoredTensor>();
  for (const { name, shape, offset } of laidOut(header)) {
    const place = { source, offset: header.bytes + 4 * offset, wrong: wrongLlama2c };
    const stored = new RangeTensor(shape, float32, place);
    tensors.set(name, inHalves(name, stored, header));
  }
  const checkpoint = { tensors, metadata: Object.create(null) };
  return { config: configOf(header), checkpoint };
}

function inHalves(name: string, stored: StoredTensor, header: Llama2cHeader): StoredTensor {
  if (name.endsWith("q_proj.weight")) return pairedRows(stored, header.heads);
  if (name.endsWith("k_proj.weight")) return pairedRows(stored, header.keyValueHeads);
  return stored;
}

/** What llama2.c's program has as constants is written out. */
const configOf = (header: Llama2cHeader): Record<string, unknown> => ({
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  vocab_size: header.vocabSize,
  max_position_embeddings: header.sequenceLength,
  hidden_size: header.dim,
  intermediate_size: header.hiddenDim,
  num_hidden_layers: header.layers,
  num_attention_heads: header.heads,
  num_key_value_heads: header.keyValueHeads,
  head_dim: header.dim / header.heads,
  hidden_act: "silu",
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  attention_bias: false,
  mlp_bias: false,
  tie_word_embeddings: header.sharedClassifier,
  bos_token_id: 1,
  eos_token_id: 2,
});
