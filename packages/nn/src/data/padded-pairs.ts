import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { expectList } from "../options/expect-argument.ts";
import { integer } from "../options/fields.ts";
import { Generator } from "../random/generator.ts";
import type { BatchSource } from "./batch-source.ts";
import { countInState } from "./count-in-state.ts";
import {
  pairBatch,
  pairBatchFields,
  type SequencePair,
  type SequencePairBatch,
} from "./sequence-pair.ts";

const batchFields = { batchSize: integer({ from: 1 }), ...pairBatchFields };

const sortedOptions = defineOptions("sortedPairBatches", batchFields);

const paddedOptions = defineOptions("PaddedPairs", {
  /** Pairs in a batch. */
  ...batchFields,
  /** The batches of an epoch depend on the seed and the epoch's number alone. */
  seed: integer({ from: 0 }),
});

/** Tokens of the padding, the beginning and the end, and how large batches are. */
export type SortedPairBatchesOptions = Given<typeof sortedOptions>;
/** The same, with the seed of the order. */
export type PaddedPairsOptions = Given<typeof paddedOptions>;

/** Where `PaddedPairs` are: enough to go on with the same batches. */
export interface PaddedPairsState {
  /** Epochs completed. */
  readonly epoch: number;
  /** Batches drawn of the present epoch. */
  readonly batch: number;
}

/**
 * Batches of pairs of similar length, so that little of them is padding: each epoch shuffles the
 * pairs, sorts them by length, cuts them into batches and shuffles these. "Attention is all you
 * need", arXiv:1706.03762, section 5.1, batches by approximate length too.
 */
export class PaddedPairs implements BatchSource<SequencePairBatch> {
  readonly batchesPerEpoch: number;
  readonly #pairs: readonly SequencePair[];
  readonly #options: Omit<Complete<typeof paddedOptions>, "seed">;
  readonly #generator: Generator;
  #epoch = 0;
  #batch = 0;
  #plan: { readonly pairs: Int32Array; readonly batches: Int32Array } | undefined;

  constructor(pairs: readonly SequencePair[], options: PaddedPairsOptions) {
    expectList("PaddedPairs", "pairs", pairs);
    const { seed, ...batches } = paddedOptions.complete(options);
    if (pairs.length === 0) throw new RangeError("PaddedPairs: there are no pairs");
    this.#pairs = pairs;
    this.#options = batches;
    this.batchesPerEpoch = Math.ceil(pairs.length / batches.batchSize);
    // Forked, or the batches would draw the numbers that a model of the same seed is initialised with.
    this.#generator = new Generator(seed).fork();
  }

  get state(): PaddedPairsState {
    return { epoch: this.#epoch, batch: this.#batch };
  }
  set state(state: unknown) {
    const epoch = countInState(state, "epoch", "PaddedPairs");
    const batch = countInState(state, "batch", "PaddedPairs");
    if (batch >= this.batchesPerEpoch)
      throw new RangeError(
        `PaddedPairs: state.batch is ${batch}, expected less than the ${this.batchesPerEpoch} batches of an epoch`,
      );
    this.#epoch = epoch;
    this.#batch = batch;
    this.#plan = undefined;
  }

  next(): SequencePairBatch {
    this.#plan ??= this.#newPlan();
    const { batchSize } = this.#options;
    const start = this.#plan.batches[this.#batch]! * batchSize;
    const chosen = [...this.#plan.pairs.subarray(start, start + batchSize)];
    if (++this.#batch === this.batchesPerEpoch) this.state = { epoch: this.#epoch + 1, batch: 0 };
    return pairBatch(
      chosen.map((i) => this.#pairs[i]!),
      this.#options,
    );
  }

  #newPlan(): { readonly pairs: Int32Array; readonly batches: Int32Array } {
    const stream = 2 * this.#epoch;
    this.#generator.state = { ...this.#generator.state, stream };
    const order = this.#generator.permutation(this.#pairs.length);
    const batches = this.#generator.permutation(this.batchesPerEpoch);
    return { pairs: order.sort(byLength(this.#pairs)), batches };
  }
}

/** The pairs in batches, sorted by length, each once. The tensors belong to the caller. */
export function sortedPairBatches(
  pairs: readonly SequencePair[],
  options: SortedPairBatchesOptions,
): IterableIterator<SequencePairBatch> {
  expectList("sortedPairBatches", "pairs", pairs);
  return pairsInOrder(pairs, sortedOptions.complete(options));
}

function* pairsInOrder(
  pairs: readonly SequencePair[],
  options: Complete<typeof sortedOptions>,
): IterableIterator<SequencePairBatch> {
  const order = Int32Array.from(pairs.keys()).sort(byLength(pairs));
  for (let start = 0; start < order.length; start += options.batchSize) {
    const chosen = [...order.subarray(start, start + options.batchSize)];
    yield pairBatch(
      chosen.map((i) => pairs[i]!),
      options,
    );
  }
}

/** By source, then by target; equals stay in their order. */
const byLength =
  (pairs: readonly SequencePair[]) =>
  (a: number, b: number): number =>
    pairs[a]!.source.length - pairs[b]!.source.length ||
    pairs[a]!.target.length - pairs[b]!.target.length;
