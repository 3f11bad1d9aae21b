/** A part of a text, and the seconds from and to which it is heard; null where no end was heard. */
export interface TimedChunk {
  readonly text: string;
  readonly timestamp?: readonly [start: number | null, end: number | null];
  /** Of a model that tells languages apart, where it was asked for: "english". */
  readonly language?: string | null;
}

/** What is said in a sound. */
export interface Transcription {
  readonly text: string;
  /** Letters, words or segments, where timestamps or languages were asked for. */
  readonly chunks?: readonly TimedChunk[];
}
