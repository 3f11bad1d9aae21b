import { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";

/** Encodes texts to so many tokens at most, those around a text included, and counts the texts that were longer. */
export class EncodeWithin {
  readonly #tokenizer: Tokenizer;
  readonly #most: number;
  /** Texts that were cut. */
  cut = 0;

  constructor(tokenizer: Tokenizer, most: number) {
    this.#tokenizer = tokenizer;
    this.#most = most;
  }

  ids(text: string): readonly number[] {
    const whole = this.#tokenizer.encode(text);
    if (whole.length <= this.#most) return [...whole];
    this.cut++;
    if (!(this.#tokenizer instanceof PretrainedTokenizer)) return [...whole.slice(0, this.#most)];
    return [...this.#tokenizer.encode(text, { truncation: { maxLength: this.#most } })];
  }
}

/** The text of ids, without tokens that stand for none. */
export const plainText = (tokenizer: Tokenizer, ids: readonly number[]): string =>
  (tokenizer instanceof PretrainedTokenizer
    ? tokenizer.decode(ids, { skipSpecialTokens: true })
    : tokenizer.decode(ids)
  ).trim();
