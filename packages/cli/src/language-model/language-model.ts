import { generationOptions } from "@qkv/nn/generation";
import type { Decoder } from "@qkv/nn/models";
import { ConstraintError, tokenBytesOf } from "@qkv/nn/structured-output";
import type { PretrainedTokenizer } from "@qkv/nn/tokenizers";
import { type ChatForm, chatFormOf } from "./chat-form.ts";

/** A decoder with what turns text into its ids and back, and what its files say of how it is used. */
export class LanguageModel {
  /** By which people call it. */
  readonly name: string;
  readonly model: Decoder;
  readonly tokenizer: PretrainedTokenizer;
  readonly chat: ChatForm;
  /** Tokens that end an answer. */
  readonly ends: readonly number[];
  /** What generation_config.json says of how tokens are chosen. */
  readonly usual: UsualChoice;
  /** Null where there are none. */
  #bytes: readonly string[] | null | undefined;

  constructor(
    name: string,
    model: Decoder,
    tokenizer: PretrainedTokenizer,
    generationConfig: Readonly<Record<string, unknown>>,
  ) {
    this.name = name;
    this.model = model;
    this.tokenizer = tokenizer;
    this.chat = chatFormOf(tokenizer);
    const {
      eosTokenId = [],
      temperature,
      topK,
      topP,
      minP,
      repetitionPenalty,
    } = generationOptions(generationConfig);
    const end = tokenizer.specialTokenId("eos");
    this.ends = [...new Set([...[eosTokenId].flat(), ...(end === undefined ? [] : [end])])];
    this.usual = { temperature, topK, topP, minP, repetitionPenalty };
  }

  /** Text of ids, without tokens that stand for no text. */
  readonly decode = (ids: readonly number[]): string =>
    this.tokenizer.decode(ids, { skipSpecialTokens: true });

  /** Text of a token within a text, where it may begin with a space. */
  textOf(id: number): string {
    const alone = this.tokenizer.decode([id]);
    return this.tokenizer.decode([id, id]).slice(alone.length);
  }

  /** What a special token is written as, where it stands for no text; "" of others. */
  markOf(id: number): string {
    return this.decode([id]) === "" ? this.tokenizer.decode([id]) : "";
  }

  /** UTF-8 of a token, which may be a part of a character; undefined where nothing says it. */
  bytesOf(id: number): readonly number[] | undefined {
    this.#bytes ??= bytesOfTokens(this.tokenizer);
    const written = this.#bytes?.[id];
    if (written) return [...Buffer.from(written, "latin1")];
    const text = this.textOf(id);
    return text.includes("\ufffd") ? undefined : [...Buffer.from(text)];
  }
}

/** A character for each byte, by id; null of a tokenizer whose tokens change with those beside them. */
function bytesOfTokens(tokenizer: PretrainedTokenizer): readonly string[] | null {
  try {
    return tokenBytesOf(tokenizer).inside;
  } catch (error) {
    if (error instanceof ConstraintError) return null;
    throw error;
  }
}

export interface UsualChoice {
  readonly temperature: number | undefined;
  readonly topK: number | undefined;
  readonly topP: number | undefined;
  readonly minP: number | undefined;
  readonly repetitionPenalty: number | undefined;
}
