import type { DecodingCaches } from "../attention/decoding-caches.ts";
import type { KeyValueCaches } from "../attention/key-value-caches.ts";
import type { RaggedCaches } from "../attention/ragged-caches.ts";
import { Module } from "../module/module.ts";
import { expectInstance } from "../options/expect-argument.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import type { SentenceEmbedding } from "./heads/sentence-embedding.ts";

/**
 * What is known of a model above this folder: what it can do, never which one it is. A new family plays one of these
 * roles, and generation, evaluation, inspection, training and the command serve it without a change.
 */
export interface ModelOfARole extends Module {
  /** `model_type` in config.json: the family by which files know it. */
  readonly modelType: string;
  readonly device: Device;
  /** Inputs of `forward` for a trial run on so many sequences, as large as the model lets them be. */
  sampleInputs(batch: number): readonly HostTensor[];
}

/** What a model has that predicts each token from those before it. */
export interface Predictor extends ModelOfARole {
  /** The modules that add to the decoder's residual stream, first to last; each shows its "output". */
  readonly decoderLayers: Iterable<Module>;
  /** The decoder's final norm and head: [batch, tokens, dModel] -> logits [batch, tokens, vocab]. */
  unembed(x: Tensor): Tensor;
}

/** Options of `Decoder#forward`. */
export interface DecoderForwardOptions {
  /**
   * Decode on: the ids are the tokens after those in the cache. With `RaggedCaches` ids [1, tokens] are those of several
   * sequences, one behind the other; `lastOnly` gives [1, asked, vocabSize] then.
   */
  readonly cache?: KeyValueCaches | RaggedCaches;
  /** Logits of the last token of each sequence only: [batch, 1, vocabSize]. */
  readonly lastOnly?: boolean;
  /** int32 [batch, keys], those in the cache included: 1 of tokens, 0 of padding, which nobody looks at. */
  readonly attentionMask?: Tensor | undefined;
  /** int32 [batch, tokens]: those after the cache's unless given. Of sequences that are padded on the left. */
  readonly positions?: Tensor | undefined;
}

/** Tensors by the names that Hugging Face's models give to inputs and outputs: "input_ids", "logits". */
export type NamedTensors = Readonly<Record<string, Tensor | undefined>>;

export const decoderForwardNames: ReadonlySet<string> = new Set<keyof DecoderForwardOptions>([
  ...(["cache", "lastOnly", "attentionMask", "positions"] as const),
]);

/** Predicts each token from those before it: a decoder-only language model. */
export interface Decoder extends Predictor {
  readonly role: "decoder";
  readonly vocabSize: number;
  /** Width of the residual stream. */
  readonly dModel: number;
  /** Tokens that it can look back on, its own included. */
  readonly contextLength: number;
  /** int32 ids [batch, tokens] -> logits [batch, tokens, vocabSize]. */
  forward(ids: Tensor, options?: DecoderForwardOptions): Tensor;
  /**
   * A sequence that grows beyond so many tokens is computed anew, for the keys in its cache are rotated otherwise then:
   * longrope. undefined where that never happens.
   */
  readonly cacheRenewedAt?: number | undefined;
  /** By Hugging Face's names of inputs: the last vectors of tokens, normalised, [batch, tokens, dModel]. */
  hiddenStates?(inputs: NamedTensors): Tensor;
  /**
   * Keys of sequences up to so many tokens are rotated alike, whatever the length; beyond, the length decides ("dynamic" and
   * "longrope"). undefined where that never happens.
   */
  readonly rotatedAlikeUpTo?: number | undefined;
  /** An empty key/value cache for sequences of up to `capacity` tokens, contextLength unless given. */
  newCache(batch?: number, capacity?: number): KeyValueCaches;
}

/** Predicts each token of a target from its source and the tokens before it. */
export interface EncoderDecoder extends Predictor {
  readonly role: "encoder-decoder";
  readonly sourceVocabSize: number;
  readonly targetVocabSize: number;
  /** Id of the padding, hidden from attention. */
  readonly paddingIdx: number;
  /** Of one for texts: tokens of a source, or a target, at most. */
  readonly contextLength?: number | undefined;
  /** What every target begins with: an id, or "last", the last token of the target itself, its language. */
  readonly targetStart?: number | "last" | undefined;
  /** The modules that add to the encoder's residual stream, first to last. */
  readonly encoderLayers?: Iterable<Module> | undefined;
  /** int32 ids: source [N, M], target [N, Mt] -> logits [N, Mt, targetVocabSize]. */
  forward(source: Tensor, target: Tensor): Tensor;
  /** int32 [N, M] -> memory [N, M, dModel]. */
  encode(source: Tensor): Tensor;
  /** int32 target [N, Mt] on the memory of a source -> logits [N, Mt, targetVocabSize]. */
  decode(target: Tensor, memory: Tensor, source: Tensor): Tensor;
}

/** Sees its whole input at once, and gives vectors or scores of it: an encoder, perhaps with a head. */
export interface Encoder extends ModelOfARole {
  readonly role: "encoder";
  /** The modules that add to the residual stream, first to last; each shows its "output". */
  readonly encoderLayers: Iterable<Module>;
  /** What the classes are called that a head tells apart, `id2label` in config.json. */
  readonly labels?: readonly string[] | undefined;
  /** How many texts it tells apart that it sees together, `token_type_ids`; undefined where it reads no such ids. */
  readonly tokenTypes?: number | undefined;
  /** Of one that reads token ids: how many there are. */
  readonly vocabSize?: number | undefined;
  /** Tokens that it reads at most. */
  readonly contextLength?: number | undefined;
  /** Of one for texts: all of it but its head. */
  readonly backbone?: Module | undefined;
  /** The main input, ids or pixels or samples, to the main output. */
  forward(input: Tensor): Tensor;
  /** Everything, by Hugging Face's names. */
  forwardNamed(inputs: NamedTensors): NamedTensors;
  /** By Hugging Face's names of inputs: the vectors of tokens that a head is given, [batch, tokens, dModel]. */
  hiddenStates?(inputs: NamedTensors): Tensor;
  /** What makes one vector of each sequence, of an encoder that was given one. */
  readonly sentenceEmbedding?: SentenceEmbedding | undefined;
}

/** What an encoder has made of its inputs. */
export interface Memory {
  /** [batch, sources, width] */
  readonly states: Tensor;
  /** float32 [batch, 1, 1, sources], added to the scores: -Infinity where nobody looks; all are looked at without it. */
  readonly mask?: Tensor | undefined;
}

/** Options of `ConditionalGenerator#decodeNamed`. */
export interface DecodeNamedOptions {
  /** Decode on: the ids are the tokens after those in them. */
  readonly caches?: DecodingCaches | undefined;
  /** Logits of the last token of each sequence only: [batch, 1, vocab]. */
  readonly lastOnly?: boolean;
  /** int32 [batch, tokens], those in the caches included: 1 of tokens, 0 of padding. */
  readonly attentionMask?: Tensor | undefined;
}

/** What generation asks of a decoder behind an encoder, whatever that reads: ids, pixels, sound. */
export interface ConditionalGenerator extends Predictor {
  /** By Hugging Face's names: input_ids and attention_mask, or pixel_values, or input_features. */
  encodeNamed(inputs: NamedTensors): Memory;
  /** int32 ids [batch, tokens] of the target -> logits [batch, tokens, vocab]. */
  decodeNamed(ids: Tensor, memory: Memory, options?: DecodeNamedOptions): Tensor;
  /** Empty caches for targets of up to `capacity` tokens; of as many as the model has positions for unless given. */
  newCaches(batch: number, capacity?: number): DecodingCaches;
}

/** Predicts each token of a text from what it sees or hears, and the tokens before it. */
export interface Transcriber extends ConditionalGenerator {
  readonly role: "transcriber";
  readonly targetVocabSize: number;
  /** What is seen or heard, and int32 ids [batch, tokens] of its text -> logits [batch, tokens, vocab]. */
  forward(input: Tensor, target: Tensor): Tensor;
  /** Everything, by Hugging Face's names. */
  forwardNamed(inputs: NamedTensors): NamedTensors;
}

/** A model that has a role: what it is computed with, and what can be done with it, follows from that. */
export type Model = Decoder | EncoderDecoder | Encoder | Transcriber;

/** Whether a module goes on with tokens: GPT-2, Llama and their like. A TypeError for what is no module. */
export const isDecoder = (model: Module): model is Decoder => {
  expectInstance("isDecoder", "model", model, Module, "a module");
  return "role" in model && model.role === "decoder";
};

/** Whether a module makes tokens of tokens: T5, BART and their like. A TypeError for what is no module. */
export const isEncoderDecoder = (model: Module): model is EncoderDecoder => {
  expectInstance("isEncoderDecoder", "model", model, Module, "a module");
  return "role" in model && model.role === "encoder-decoder";
};

/** Whether a module makes a vector of each token: BERT and its like. A TypeError for what is no module. */
export const isEncoder = (model: Module): model is Encoder => {
  expectInstance("isEncoder", "model", model, Module, "a module");
  return "role" in model && model.role === "encoder";
};

/** Whether generation can ask it for a target: a decoder behind an encoder, of any of these roles. */
export const isConditionalGenerator = (model: Module): model is ConditionalGenerator => {
  expectInstance("isConditionalGenerator", "model", model, Module, "a module");
  return "encodeNamed" in model && "decodeNamed" in model;
};
