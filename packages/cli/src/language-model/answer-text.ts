import { StreamingDecoder } from "@qkv/nn/tokenizers";

/** Text that is now sure to belong to an answer, and the tokens that it is of. */
export interface AnswerPiece<T> {
  readonly text: string;
  readonly tokens: readonly T[];
  /** Whether a stop text follows. */
  readonly stopped: boolean;
}

/**
 * The text of an answer's tokens as they come: never half a character, and nothing that may yet turn out to begin a stop
 * text. Each token is given with the piece that has its first character.
 */
export class AnswerText<T extends { readonly id: number }> {
  readonly #decoder: StreamingDecoder;
  readonly #stops: readonly string[];
  /** Decoded, and held back for it may begin a stop text. */
  #held = "";
  /** Where `#held` begins, in characters of the answer. */
  #given = 0;
  #waiting: { readonly token: T; readonly start: number }[] = [];

  /** `before` are the tokens that the answer goes on from: a space may hang on them. */
  constructor(
    decode: (ids: readonly number[]) => string,
    before: readonly number[],
    stops: readonly string[],
  ) {
    this.#decoder = new StreamingDecoder(decode, before);
    this.#stops = stops;
  }

  add(token: T): AnswerPiece<T> {
    this.#waiting.push({ token, start: this.#given + this.#held.length });
    return this.#take(this.#decoder.add(token.id), false);
  }

  /** What is left when no more tokens come. */
  end(): AnswerPiece<T> {
    return this.#take(this.#decoder.end(), true);
  }

  #take(text: string, last: boolean): AnswerPiece<T> {
    this.#held += text;
    const at = this.#stops.map((stop) => this.#held.indexOf(stop)).filter((start) => start >= 0);
    const stopped = at.length > 0;
    const kept = last ? 0 : this.#begun();
    const sure = this.#held.slice(0, stopped ? Math.min(...at) : this.#held.length - kept);
    this.#held = this.#held.slice(sure.length);
    this.#given += sure.length;
    const all = last && !stopped;
    const tokens = this.#waiting.filter(({ start }) => all || start < this.#given);
    this.#waiting = this.#waiting.slice(tokens.length);
    return { text: sure, tokens: tokens.map(({ token }) => token), stopped };
  }

  /** Length of the longest end of what is held that begins a stop text. */
  #begun(): number {
    let begun = 0;
    for (const stop of this.#stops)
      for (let length = Math.min(stop.length - 1, this.#held.length); length > begun; length--)
        if (this.#held.endsWith(stop.slice(0, length))) begun = length;
    return begun;
  }
}
