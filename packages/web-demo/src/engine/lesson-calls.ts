import type { Loading, TokenAnswer } from "./protocol.ts";

/** The calls of the lessons: small things that are computed in front of the reader. */
export interface LessonCalls {
  /** Attention of vectors that are given, by the library: what a lesson lets one change by hand. */
  attend: { ask: AttendAsk; event: never; answer: AttendAnswer };
  /** Train a small model with a part taken away, and tell its loss step by step. */
  experiment: { ask: ExperimentAsk; event: ExperimentStep; answer: ExperimentAnswer };
  /** A sentence in another language, by an encoder-decoder, and where each of its tokens looked. */
  translate: {
    ask: { readonly model: string; readonly text: string };
    event: Loading;
    answer: TranslateAnswer;
  };
  /** BLEU of a sentence against what it should say. */
  bleu: {
    ask: { readonly hypothesis: string; readonly reference: string };
    event: never;
    answer: BleuAnswer;
  };
}

export interface AttendAsk {
  /** [queries, width] and [keys, width]. */
  readonly queries: readonly (readonly number[])[];
  readonly keys: readonly (readonly number[])[];
  /** [keys, any width]; the keys unless given. */
  readonly values?: readonly (readonly number[])[];
  /** [queries, keys]: what may not be looked at. */
  readonly blocked?: readonly (readonly boolean[])[];
  /** Factor of the scores; 1 / sqrt(width) unless given. */
  readonly scale?: number;
}

export interface AttendAnswer {
  /** [queries, keys], row after row; each row sums to 1, or to 0 where all is blocked. */
  readonly weights: Float32Array;
  /** [queries, width of the values], row after row. */
  readonly output: Float32Array;
}

export type ExperimentTask = "walk" | "sum" | "lookup" | "pairs";
/** What a place may not look at while the model trains. */
export type ExperimentMask = "future" | "next" | "none";

/** A small transformer, some of whose parts may be left out. */
export interface Variant {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly residual: boolean;
  /** "linear": two matrices without an activation between them. */
  readonly feedForward: "nonlinear" | "linear" | "none";
  /** Width of the feed-forward network's hidden layer. */
  readonly hidden: number;
  readonly mask: ExperimentMask;
}

export interface ExperimentAsk {
  readonly task: ExperimentTask;
  readonly variant: Variant;
  readonly steps: number;
  /** Sequences that a step sees; 32 unless given. */
  readonly batch?: number;
  /** So many sequences, again and again in other orders; new ones at each step unless given. */
  readonly samples?: number;
  readonly seed: number;
}

export interface ExperimentStep {
  /** From 1. */
  readonly step: number;
  readonly loss: number;
}

export interface ExperimentAnswer {
  readonly losses: Float32Array;
  /** On unseen sequences, with the whole future hidden. */
  readonly honestLoss: number;
  /** The loss of one who knows the rule. */
  readonly floor: number;
}

export interface TranslateAnswer {
  readonly source: readonly TokenAnswer[];
  readonly target: readonly TokenAnswer[];
  /** Cross-attention of the last layer, mean of its heads: [target, source], row after row; the row of a token is what chose it. */
  readonly weights: Float32Array;
}

export interface BleuAnswer {
  /** 0 to 100. */
  readonly score: number;
  /** In percent, of words, pairs, triples and fours. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
}
