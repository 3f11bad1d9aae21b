import type { FilesByName } from "../../model-folder/write-model-folder.ts";
import { jsonFile } from "../../pretrained/json-file.ts";
import type { Described } from "../application.ts";
import type { PairSettings } from "./pair-fields.ts";

/** Ids of tokens that stand for no text; the tokenizers of pairs have them first. */
export const pairSpecialTokens = ["<pad>", "</s>", "<unk>"] as const;
export const paddingId = 0;
export const endId = 1;

/** How outputs are made beside beams and length: { no_repeat_ngram_size: 3 }. */
export type GenerationFields = Readonly<Record<string, unknown>>;

/**
 * config.json and generation_config.json of a Marian that learns from the beginning: the transformer of arXiv:1706.03762
 * with one table of tokens for sources, targets and the head.
 */
export function pairModelFiles(
  settings: PairSettings,
  vocabSize: number,
  generation: GenerationFields = {},
): { readonly config: object; readonly files: FilesByName } {
  const { layers, heads, dModel, feedForward, dropout, context, targetContext, beams } = settings;
  const ids = {
    ...{ pad_token_id: paddingId, eos_token_id: endId },
    decoder_start_token_id: paddingId,
  };
  const config = {
    ...{ architectures: ["MarianMTModel"], model_type: "marian", is_encoder_decoder: true },
    ...{ vocab_size: vocabSize, decoder_vocab_size: vocabSize, d_model: dModel },
    ...{ encoder_layers: layers, encoder_attention_heads: heads, encoder_ffn_dim: feedForward },
    ...{ decoder_layers: layers, decoder_attention_heads: heads, decoder_ffn_dim: feedForward },
    max_position_embeddings: Math.max(context, targetContext + 1),
    ...{ activation_function: "relu", dropout, attention_dropout: 0, activation_dropout: 0 },
    // Embeddings are multiplied by the root of the width, so they begin as wide as the sinusoids.
    ...{ init_std: dModel ** -0.5, scale_embedding: true },
    ...{ share_encoder_decoder_embeddings: true, tie_word_embeddings: true, ...ids },
  };
  const generating = {
    ...{ ...ids, bad_words_ids: [[paddingId]], max_new_tokens: targetContext },
    ...{ num_beams: beams, ...generation },
  };
  return { config, files: new Map([["generation_config.json", jsonFile(generating)]]) };
}

/** "3 + 3 layers, 4 heads, width 256" */
export function pairModelShape({ config }: Described): string {
  const {
    encoder_layers: encoder,
    decoder_layers: decoder,
    decoder_attention_heads: heads,
    d_model: width,
  } = config as Record<string, number>;
  return `encoder-decoder of ${encoder} + ${decoder} layers, ${heads} heads, width ${width}`;
}
