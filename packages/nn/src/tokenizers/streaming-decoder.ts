import { expectFunction, expectList, expectNumeric } from "../options/expect-argument.ts";

/** What a decoder of bytes puts in the place of a character that is not complete. */
const replacement = "\ufffd";
/** Tokens that are waited for: a character has at most 4 bytes, and some tokenizers join marks to what stands before. */
const longestWait = 16;

/**
 * The text of tokens that come one by one. Only the last of them are decoded, together with those before, for what a
 * token adds may hang on its neighbours: a space between words, the bytes of one character.
 */
export class StreamingDecoder {
  readonly #decode: (ids: readonly number[]) => string;
  /** The tokens of the piece before and, from `#fresh` on, those whose text is not given yet. */
  #ids: number[] = [];
  #fresh = 0;

  /** `before` are the tokens that the stream goes on from, whose text is there already. */
  constructor(decode: (ids: readonly number[]) => string, before: readonly number[] = []) {
    expectFunction("StreamingDecoder", "decode", decode);
    expectList("StreamingDecoder", "before", before);
    this.#decode = decode;
    this.#ids = before.slice(-longestWait);
    this.#fresh = this.#ids.length;
  }

  /** The text that a token adds; "" while a character is not complete. */
  add(id: number): string {
    expectNumeric("StreamingDecoder", "id", id);
    this.#ids.push(id);
    const before = this.#decode(this.#ids.slice(0, this.#fresh));
    const text = this.#decode(this.#ids);
    const complete = text.length > before.length && !text.endsWith(replacement);
    if (!complete && this.#ids.length - this.#fresh < longestWait) return "";
    return this.#give(before, text);
  }

  /** What is left when no more tokens come: characters that stayed incomplete, as U+FFFD. */
  end(): string {
    const before = this.#decode(this.#ids.slice(0, this.#fresh));
    return this.#give(before, this.#decode(this.#ids));
  }

  /** Tokens that stand for no text leave those before them in their place: what comes next still hangs on these. */
  #give(before: string, text: string): string {
    if (text.length > before.length) this.#ids = this.#ids.slice(this.#fresh);
    this.#fresh = this.#ids.length;
    return text.slice(before.length);
  }
}
