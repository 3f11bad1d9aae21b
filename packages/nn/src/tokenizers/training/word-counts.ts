import type { Normalizer } from "../normalizers/normalizer.ts";
import type { PreTokenizer } from "../pre-tokenizers/pre-tokenizer.ts";
import { NormalizedText } from "../text/normalized-text.ts";
import type { LineCut } from "./word-cuts.ts";

/** The lines of a text, each with what ends it: what is trained on is taken line by line. */
export function* linesOf(text: string): Iterable<string> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const next = end < 0 ? text.length : end + 1;
    yield text.slice(start, next);
    start = next;
  }
}

/** How often each word comes in texts, in the order in which they come first. */
export class WordCounts {
  readonly counts = new Map<string, number>();
  readonly #normalizer: Normalizer | undefined;
  readonly #preTokenizer: PreTokenizer | undefined;
  readonly #cut: LineCut;
  /** The words of what came before. */
  readonly #known = new Map<string, readonly string[]>();

  constructor(
    normalizer: Normalizer | undefined,
    preTokenizer: PreTokenizer | undefined,
    cut: LineCut,
  ) {
    this.#normalizer = normalizer;
    this.#preTokenizer = preTokenizer;
    this.#cut = cut;
  }

  add(line: string): void {
    for (const part of this.#cut(line) ?? [line])
      for (const word of this.#wordsOf(part))
        this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
  }

  #wordsOf(part: string): readonly string[] {
    const known = this.#known.get(part);
    if (known) return known;
    const whole = NormalizedText.of(part);
    const normalized = this.#normalizer ? this.#normalizer(whole) : whole;
    const parts = this.#preTokenizer ? this.#preTokenizer(normalized) : [normalized];
    const words = parts.map(({ text }) => text).filter((word) => word !== "");
    if (this.#known.size < mostKnown && part.length < 200) this.#known.set(part, words);
    return words;
  }
}

const mostKnown = 200_000;
