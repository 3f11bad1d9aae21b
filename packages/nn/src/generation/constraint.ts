import type { LogitsProcessor } from "./processors/logits-processor.ts";
import type { StoppingCriterion } from "./search/stopping.ts";

/** Sequences whose new tokens are constrained. */
export interface ConstrainedSequences {
  /** Tokens that each of them begins with, which are free. */
  readonly begun: number;
  /** Tokens that each has at most, those included. */
  readonly longest: number;
  /** Any of these ends a sequence where its text may end. Where nothing may follow it ends without one. */
  readonly ends: readonly number[];
  /** Whether the first new token begins a text, as behind an encoder, and goes on with none. */
  readonly opensText: boolean;
}

/** What holds a sequence to a constraint; it reads all from the sequence's ids, so that one serves a whole batch. */
export interface SequenceConstraint {
  /** Rules out, in place, the tokens that may not come. */
  readonly process: LogitsProcessor;
  /** Whether a sequence is whole, and nothing may follow. */
  readonly stops: StoppingCriterion;
  /** @throws RangeError where beams that are out of the question are among the best, for there are no others */
  expectWhole(found: readonly { readonly ids: readonly number[] }[], wanted: number): void;
}

/** Texts that may be generated; `@qkv/nn/structured-output` makes them of JSON schemas, expressions and grammars. */
export interface Constraint {
  /** @throws RangeError where no text fits between `begun` and `longest` */
  of(sequences: ConstrainedSequences): SequenceConstraint;
  /** The text of ids, in the bytes that are constrained. */
  decode(ids: readonly number[]): string;
}
