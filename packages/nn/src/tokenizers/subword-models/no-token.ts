/** Thrown for a word that a vocabulary has no tokens for, nor one that stands for what it does not know. */
export class UnknownWordError extends RangeError {
  override readonly name = "UnknownWordError";
  readonly word: string;

  constructor(word: string, problem: string) {
    const shown = word.length > 60 ? `${word.slice(0, 60)}…` : word;
    super(
      `encode: there are no tokens for ${JSON.stringify(shown)}, and ${problem}; ` +
        "remove it from the text, or take a tokenizer that has a token for what it does not know",
    );
    this.word = word;
  }
}

export const noToken = (word: string, unknown: string | undefined): UnknownWordError =>
  new UnknownWordError(
    word,
    unknown === undefined
      ? "the tokenizer has none for what it does not know"
      : `the token for what is not known, ${JSON.stringify(unknown)}, is not in the vocabulary`,
  );
