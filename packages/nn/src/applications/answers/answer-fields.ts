import { integer, number } from "../../options/fields.ts";

/** The size of a decoder that answers. */
export const answerFields = {
  layers: integer({ from: 1, to: 1000 }),
  heads: integer({ from: 1, to: 1000 }),
  dModel: integer({ from: 1, to: 65_536 }),
  dropout: number({ from: 0, below: 1 }),
} as const;

export const answerFlags = {
  layers: "Transformer blocks",
  heads: "Attention heads; they divide the width",
  dModel: "Width of the model",
  dropout: "Part of the activations that is dropped in training",
} as const;

export interface DecoderSize {
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  readonly dropout: number;
}

export const headsDivide = ({ dModel, heads }: DecoderSize): string | undefined =>
  dModel % heads === 0
    ? undefined
    : `heads is ${heads}, expected a number that divides the width ${dModel}`;

/** What a model that a run starts from decides. */
export const answerBase = ["layers", "heads", "dModel", "dropout", "vocabulary"] as const;

/** The fields of a GPT-2 that learns from the beginning. */
export const answerDecoderConfig = (
  { layers, heads, dModel, dropout }: DecoderSize,
  { vocabSize, context, end }: { vocabSize: number; context: number; end: number },
) => ({
  ...{ model_type: "gpt2", architectures: ["GPT2LMHeadModel"] },
  ...{ vocab_size: vocabSize, n_positions: context },
  ...{ n_layer: layers, n_head: heads, n_embd: dModel },
  ...{ resid_pdrop: dropout, embd_pdrop: dropout, attn_pdrop: dropout },
  ...{ bos_token_id: end, eos_token_id: end, pad_token_id: end },
});

export function decoderShape({ config }: { readonly config: object }): string {
  const fields = config as Record<string, number>;
  const layers = fields.n_layer ?? fields.num_hidden_layers;
  const heads = fields.n_head ?? fields.num_attention_heads;
  return `decoder of ${layers} layers, ${heads} heads, width ${fields.n_embd ?? fields.hidden_size}`;
}
