import type { BatchSource } from "../../data/batch-source.ts";
import { countInState } from "../../data/count-in-state.ts";
import type { SequencePair } from "../../data/sequence-pair.ts";
import { Generator } from "../../random/generator.ts";

export interface LengthBatchesOptions<B> {
  /** Pairs of a batch at most. */
  readonly most: number;
  /** Tokens of a batch's sources, and of its targets, at most, padding included; a longer pair is a batch by itself. */
  readonly tokens: number;
  /** The batches of an epoch depend on the seed and the epoch's number alone. */
  readonly seed: number;
  readonly collate: (pairs: readonly SequencePair[]) => B;
}

/** Sources of a batch differ by so many tokens at most: little is padding, and yet neighbours change from epoch to epoch. */
const STEP = 4;

/**
 * Batches of about as many tokens, not of as many pairs: pairs of one target length, and of about one source length, stand
 * together. Vaswani et al., arXiv:1706.03762, section 5.1.
 */
export class LengthBatches<B> implements BatchSource<B> {
  readonly batchesPerEpoch: number;
  readonly #pairs: readonly SequencePair[];
  readonly #options: LengthBatchesOptions<B>;
  readonly #generator: Generator;
  /** Where each batch begins in the sorted order, and where the last one ends: the same in every epoch. */
  readonly #cuts: readonly number[];
  #epoch = 0;
  #batch = 0;
  #plan: { readonly pairs: Int32Array; readonly batches: Int32Array } | undefined;

  constructor(pairs: readonly SequencePair[], options: LengthBatchesOptions<B>) {
    this.#pairs = pairs;
    this.#options = options;
    this.#cuts = cutsOf(pairs, options);
    this.batchesPerEpoch = this.#cuts.length - 1;
    // Forked, or the batches would draw the numbers that a model of the same seed is initialised with.
    this.#generator = new Generator(options.seed).fork();
  }

  get state(): { readonly epoch: number; readonly batch: number } {
    return { epoch: this.#epoch, batch: this.#batch };
  }
  set state(state: unknown) {
    const epoch = countInState(state, "epoch", "LengthBatches");
    const batch = countInState(state, "batch", "LengthBatches");
    if (batch >= this.batchesPerEpoch)
      throw new RangeError(
        `LengthBatches: state.batch is ${batch}, expected less than the ${this.batchesPerEpoch} batches of an epoch`,
      );
    this.#epoch = epoch;
    this.#batch = batch;
    this.#plan = undefined;
  }

  next(): B {
    this.#plan ??= this.#newPlan();
    const at = this.#plan.batches[this.#batch]!;
    const rows = this.#plan.pairs.subarray(this.#cuts[at], this.#cuts[at + 1]);
    const batch = this.#options.collate([...rows].map((row) => this.#pairs[row]!));
    if (++this.#batch === this.batchesPerEpoch) this.state = { epoch: this.#epoch + 1, batch: 0 };
    return batch;
  }

  #newPlan(): { readonly pairs: Int32Array; readonly batches: Int32Array } {
    this.#generator.state = { ...this.#generator.state, stream: 2 * this.#epoch };
    const order = this.#generator.permutation(this.#pairs.length);
    const batches = this.#generator.permutation(this.batchesPerEpoch);
    return { pairs: order.sort(byLength(this.#pairs)), batches };
  }
}

const sourceStep = ({ source }: SequencePair): number => Math.ceil(source.length / STEP);

const byLength =
  (pairs: readonly SequencePair[]) =>
  (a: number, b: number): number =>
    pairs[a]!.target.length - pairs[b]!.target.length ||
    sourceStep(pairs[a]!) - sourceStep(pairs[b]!);

function cutsOf(
  pairs: readonly SequencePair[],
  { most, tokens }: Pick<LengthBatchesOptions<unknown>, "most" | "tokens">,
): readonly number[] {
  const order = Int32Array.from(pairs.keys()).sort(byLength(pairs));
  const cuts = [0];
  let longest = 0;
  for (const [at, row] of order.entries()) {
    const pair = pairs[row]!;
    const length = Math.max(pair.target.length + 1, STEP * sourceStep(pair));
    const count = at - cuts.at(-1)! + 1;
    longest = count === 1 ? length : Math.max(longest, length);
    if (count > 1 && (count > most || count * longest > tokens)) {
      cuts.push(at);
      longest = length;
    }
  }
  return [...cuts, pairs.length];
}
