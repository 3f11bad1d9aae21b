/** A token of a word: its bytes in UTF-8 from `start` up to `end`. */
export interface WordToken {
  readonly id: number;
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

/** Cuts a word, as a pre-tokenizer gives it, into tokens of a vocabulary. */
export interface SubwordModel {
  /** Which kind it is: "BPE". */
  readonly type: string;
  readonly vocabulary: Vocabulary;
  /** Throws a RangeError for a word that has no tokens and nothing that stands for it. */
  tokenize(word: string): readonly WordToken[];
}

/** Tokens and their ids. */
export interface Vocabulary {
  /** How many tokens there are. */
  readonly size: number;
  /** The id that a token gets which comes in beside them. */
  readonly nextId: number;
  idOf(token: string): number | undefined;
  tokenOf(id: number): string | undefined;
  entries(): Iterable<readonly [string, number]>;
}
