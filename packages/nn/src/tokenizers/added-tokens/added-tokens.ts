import type { Normalizer } from "../normalizers/normalizer.ts";
import type { Vocabulary } from "../subword-models/subword-model.ts";
import { NormalizedText } from "../text/normalized-text.ts";
import type { AddedToken } from "./added-token.ts";
import { type FoundPart, type FoundToken, TokenFinder } from "./token-finder.ts";

/** The tokens that a tokenizer has beside those of its model, or in spite of it. */
export class AddedTokens {
  readonly #written = new Map<number, string>();
  readonly #byContent = new Map<string, AddedToken>();
  readonly #plain: TokenFinder;
  readonly #normalized: TokenFinder;
  readonly #normalizer: Normalizer | undefined;

  /** A token that the model has too has the model's id; others follow one another. */
  constructor(
    tokens: readonly AddedToken[],
    vocabulary: Vocabulary,
    normalizer: Normalizer | undefined,
  ) {
    let highest = -1;
    for (const given of tokens) {
      if (given.content === "" || this.#byContent.has(given.content)) continue;
      const id = vocabulary.idOf(given.content) ?? Math.max(highest + 1, vocabulary.nextId);
      highest = Math.max(highest, id);
      const token = { ...given, id };
      this.#byContent.set(token.content, token);
    }
    this.#normalizer = normalizer;
    const all = [...this.#byContent.values()];
    const ordered = [...all.filter(({ special }) => !special), ...all.filter((one) => one.special)];
    const textOf = (token: AddedToken): string =>
      token.normalized && normalizer
        ? normalizer(NormalizedText.of(token.content)).text
        : token.content;
    for (const token of ordered) this.#written.set(token.id, textOf(token));
    const finder = (normalized: boolean): TokenFinder =>
      new TokenFinder(
        ordered
          .filter((token) => token.normalized === normalized)
          .map((token) => [token, textOf(token)] as const),
      );
    this.#plain = finder(false);
    this.#normalized = finder(true);
  }

  get all(): Iterable<AddedToken> {
    return this.#byContent.values();
  }

  /** Whether any token is looked for behind the normaliser. */
  get looksInNormalized(): boolean {
    return this.#normalized.size > 0;
  }

  /** The tokens that are looked for in texts as they are, and where they stand. */
  find(text: string): Iterable<FoundToken> {
    return this.#plain.find(text);
  }

  /** How a token is written when it is decoded: one that is looked for in normalised text is normalised. */
  writtenOf(id: number): string | undefined {
    return this.#written.get(id);
  }

  byContent(content: string): AddedToken | undefined {
    return this.#byContent.get(content);
  }

  /** The tokens in a text, and normalised what stands between them. */
  split(text: NormalizedText): readonly FoundPart[] {
    return this.#plain.split(text).flatMap((found) => {
      if (found.token) return found;
      const part = this.#normalizer ? this.#normalizer(found.part) : found.part;
      return this.#normalized.split(part);
    });
  }
}
