/** A sequence in the making. */
export interface SequenceSoFar {
  /** All of its tokens, those that it begins with included. */
  readonly ids: readonly number[];
  /** Of which prompt of the batch. */
  readonly row: number;
}

/** Changes the scores of all tokens, [vocabSize], in place, which are the sequence's for this call alone; -Infinity rules a token out. */
export type LogitsProcessor = (scores: Float64Array, sequence: SequenceSoFar) => void;
