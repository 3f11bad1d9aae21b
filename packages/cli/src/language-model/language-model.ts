import { generationOptions } from "@qkv/nn/generation";
import type { Decoder } from "@qkv/nn/models";
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

  /** UTF-8 of a token; undefined of one that is a part of a character, and says not which. */
  bytesOf(id: number): readonly number[] | undefined {
    const [, byte] = /^<0x([0-9A-F]{2})>$/i.exec(this.tokenizer.idToToken(id) ?? "") ?? [];
    if (byte !== undefined) return [Number.parseInt(byte, 16)];
    const text = this.textOf(id);
    return text.includes("\ufffd") ? undefined : [...Buffer.from(text)];
  }
}

export interface UsualChoice {
  readonly temperature: number | undefined;
  readonly topK: number | undefined;
  readonly topP: number | undefined;
  readonly minP: number | undefined;
  readonly repetitionPenalty: number | undefined;
}
