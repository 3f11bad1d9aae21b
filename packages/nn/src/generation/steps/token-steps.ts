import type { Tensor } from "../../tensor/tensor.ts";

/** New tokens for each sequence of a batch, as many for one as for another. */
export type NewTokens = readonly (readonly number[])[];

/** A model that goes on with a batch of sequences. */
export interface TokenSteps extends Disposable {
  /** The tokens that each sequence begins with. */
  readonly begun: NewTokens;
  /**
   * Take in new tokens, none the first time, and give logits [batch, 1, vocab] behind them; or, of each of them and of the
   * last before the first time, [batch, tokens, vocab].
   */
  next(newest: NewTokens | undefined, each?: "each"): Tensor;
  /** Sequence i goes on from sequence rows[i]: beams. */
  reorder(rows: readonly number[]): void;
  /** Forget the last so many tokens of every sequence, guesses that were wrong. */
  forget(count: number): void;
}
