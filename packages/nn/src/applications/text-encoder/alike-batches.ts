import type { BatchSource } from "../../data/batch-source.ts";
import { countInState } from "../../data/count-in-state.ts";
import { Generator } from "../../random/generator.ts";

export interface AlikeBatchesOptions<T, B> {
  /** Examples of a batch. */
  readonly batchSize: number;
  /** The batches of an epoch depend on the seed and the epoch's number alone. */
  readonly seed: number;
  /** Tokens of an example. */
  readonly lengthOf: (example: T) => number;
  readonly collate: (examples: T[]) => B;
}

/** Batches of which the examples are shared out by length at once: large enough that neighbours change from epoch to epoch. */
const POOL = 32;

/**
 * Every example once an epoch, in batches of about one length, so that little is padding: the shuffled data in pools of some
 * batches, each sorted by length and cut, and the batches shuffled.
 */
export class AlikeBatches<T, B> implements BatchSource<B> {
  readonly batchesPerEpoch: number;
  readonly #examples: readonly T[];
  readonly #options: AlikeBatchesOptions<T, B>;
  readonly #generator: Generator;
  #epoch = 0;
  #batch = 0;
  #plan: readonly (readonly number[])[] | undefined;

  constructor(examples: readonly T[], options: AlikeBatchesOptions<T, B>) {
    if (examples.length === 0) throw new RangeError("AlikeBatches: there are no examples");
    this.#examples = examples;
    this.#options = options;
    this.batchesPerEpoch = Math.ceil(examples.length / options.batchSize);
    // Forked, or the batches would draw the numbers that a model of the same seed is initialised with.
    this.#generator = new Generator(options.seed).fork();
  }

  get state(): { readonly epoch: number; readonly batch: number } {
    return { epoch: this.#epoch, batch: this.#batch };
  }
  set state(state: unknown) {
    const epoch = countInState(state, "epoch", "AlikeBatches");
    const batch = countInState(state, "batch", "AlikeBatches");
    if (batch >= this.batchesPerEpoch)
      throw new RangeError(
        `AlikeBatches: state.batch is ${batch}, expected less than the ${this.batchesPerEpoch} batches of an epoch`,
      );
    this.#epoch = epoch;
    this.#batch = batch;
    this.#plan = undefined;
  }

  next(): B {
    this.#plan ??= this.#newPlan();
    const rows = this.#plan[this.#batch]!;
    const batch = this.#options.collate(rows.map((row) => this.#examples[row]!));
    if (++this.#batch === this.batchesPerEpoch) this.state = { epoch: this.#epoch + 1, batch: 0 };
    return batch;
  }

  #newPlan(): readonly (readonly number[])[] {
    const { batchSize, lengthOf } = this.#options;
    this.#generator.state = { ...this.#generator.state, stream: 2 * this.#epoch };
    const order = [...this.#generator.permutation(this.#examples.length)];
    const batches: number[][] = [];
    for (let at = 0; at < order.length; at += POOL * batchSize) {
      const pool = order.slice(at, at + POOL * batchSize);
      pool.sort((a, b) => lengthOf(this.#examples[a]!) - lengthOf(this.#examples[b]!));
      for (let k = 0; k < pool.length; k += batchSize) batches.push(pool.slice(k, k + batchSize));
    }
    return [...this.#generator.permutation(batches.length)].map((i) => batches[i]!);
  }
}
