import type { Generator } from "../../random/generator.ts";

/** Tokens of a passage, and which word each is of; null for those around it. */
export interface TokensOfWords {
  readonly ids: readonly number[];
  readonly words: readonly (number | null)[];
}

export interface Masking {
  /** Share of the tokens that are to be told. */
  readonly share: number;
  /** All tokens of a word are chosen, or none: whole word masking. */
  readonly wholeWords: boolean;
  /** The id of the mask. */
  readonly mask: number;
  /** Ids of words, from this one up to the end of the vocabulary. */
  readonly firstWord: number;
  readonly vocabSize: number;
}

/** What the model sees, and which tokens it is to tell. */
export interface MaskedTokens {
  readonly ids: readonly number[];
  /** Places of the tokens that were chosen, in order; at least one. */
  readonly places: readonly number[];
  /** What stood there. */
  readonly targets: readonly number[];
}

/**
 * Choose tokens to be told: of ten chosen ones eight become the mask, one becomes a word at random, one stays, so that the model
 * has something to say of every place. Devlin et al., arXiv:1810.04805, section 3.1.
 */
export function maskTokens(
  { ids, words }: TokensOfWords,
  { share, wholeWords, mask, firstWord, vocabSize }: Masking,
  generator: Generator,
): MaskedTokens {
  const [chance, fate, other] = [0, 1, 2].map(() => generator.uniform(ids.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const inside = [...ids.keys()].filter((i) => words[i] !== null);
  // The first token of a word decides for all of it.
  const decides = (i: number): number => (wholeWords ? words.indexOf(words[i]!) : i);
  let places = inside.filter((i) => chance[decides(i)]! < share);
  if (places.length === 0) {
    const least = inside.reduce((a, b) => (chance[b]! < chance[a]! ? b : a), inside[0]!);
    places = inside.filter((i) => decides(i) === decides(least));
  }
  const shown = [...ids];
  for (const i of places) {
    if (fate[i]! < 0.8) shown[i] = mask;
    else if (fate[i]! < 0.9) shown[i] = firstWord + Math.floor(other[i]! * (vocabSize - firstWord));
  }
  return { ids: shown, places, targets: places.map((i) => ids[i]!) };
}
