import { type Shape, sizeOf } from "@qkv/core-wasm/contract";
import type { Llama2cHeader } from "./llama2c-header.ts";

/** A part of the file: a tensor, or one of each layer in a row. */
interface Part {
  /** Hugging Face's name, behind "model.layers.N." where there is one of each layer; undefined for what it computes itself. */
  readonly name: string | undefined;
  readonly shape: Shape;
  readonly perLayer?: boolean;
}

export interface LaidOut {
  readonly name: string;
  readonly shape: Shape;
  /** In float32 numbers from the beginning of the weights. */
  readonly offset: number;
}

/** How many numbers a file of these sizes has. */
export function numbersOf(header: Llama2cHeader): number {
  let size = 0;
  for (const { shape, perLayer } of partsOf(header))
    size += (perLayer ? header.layers : 1) * sizeOf(shape);
  return size;
}

/** Where each tensor lies, in a file that is known to be as large as its header says. */
export function* laidOut(header: Llama2cHeader): Generator<LaidOut> {
  let offset = 0;
  for (const { name, shape, perLayer } of partsOf(header))
    for (let layer = 0; layer < (perLayer ? header.layers : 1); layer++) {
      const whole = perLayer ? `model.layers.${layer}.${name}` : name;
      if (whole !== undefined) yield { name: whole, shape, offset };
      offset += sizeOf(shape);
    }
}

function partsOf(header: Llama2cHeader): readonly Part[] {
  const { dim, hiddenDim, heads, keyValueHeads, vocabSize, sequenceLength } = header;
  const keyDim = (dim / heads) * keyValueHeads;
  const layer = (name: string, ...shape: number[]): Part => ({ name, shape, perLayer: true });
  const tokens = { name: "model.embed_tokens.weight", shape: [vocabSize, dim] };
  const attentionNorm = layer("input_layernorm.weight", dim);
  const feedForwardNorm = layer("post_attention_layernorm.weight", dim);
  const norm = { name: "model.norm.weight", shape: [dim] };
  const attention = [
    layer("self_attn.q_proj.weight", dim, dim),
    layer("self_attn.k_proj.weight", keyDim, dim),
    layer("self_attn.v_proj.weight", keyDim, dim),
    layer("self_attn.o_proj.weight", dim, dim),
  ];
  const feedForward = [
    layer("mlp.gate_proj.weight", hiddenDim, dim),
    layer("mlp.down_proj.weight", dim, hiddenDim),
    layer("mlp.up_proj.weight", hiddenDim, dim),
  ];
  const head = header.sharedClassifier ? [] : [{ name: "lm_head.weight", shape: [vocabSize, dim] }];
  if (header.version === 1)
    return [attentionNorm, feedForwardNorm, norm, tokens, ...attention, ...feedForward, ...head];
  // Cosines and sines of the rotary embedding, which nobody reads any more.
  const tables = { name: undefined, shape: [2, sequenceLength, dim / heads / 2] };
  return [
    tokens,
    attentionNorm,
    ...attention,
    feedForwardNorm,
    ...feedForward,
    norm,
    tables,
    ...head,
  ];
}
