import type { AttentionMap } from "../inspection/attention-map.ts";

/** A source, the target that it has in the data, and what the model makes of it. */
export interface OutputPair {
  readonly source: string;
  readonly target: string;
  readonly output: string;
  /** Whether the model ended its output where the target ends, and all of it is right. */
  readonly exact: boolean;
}

/** Where a decoder looks in its source. */
export interface AttentionSample {
  readonly map: AttentionMap;
  /** Of the decoder, counted from 1. */
  readonly layer: number;
  readonly layers: number;
}

/** Something that a model made. */
export type Sample =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "pairs"; readonly pairs: readonly OutputPair[] }
  | ({ readonly kind: "attention" } & AttentionSample);
