/** A part of a text, and where it begins, in code points. */
export interface TextPart {
  readonly text: string;
  readonly start: number;
}

/** A question on a passage. */
export interface AnsweredQuestion {
  readonly question: string;
  readonly context: string;
  /** Any of them is right; none where the passage does not say it. */
  readonly answers: readonly TextPart[];
}
