import { Generator } from "../random/generator.ts";
import type { BatchSource } from "./batch-source.ts";
import { countInState } from "./count-in-state.ts";
import type { Dataset } from "./dataset.ts";
import { expectPositive } from "./expect-positive.ts";

export interface DataLoaderOptions<T, B> {
  /** Examples in a batch; 1 unless given. */
  readonly batchSize?: number;
  /** A new order each epoch; the order of the data unless set. */
  readonly shuffle?: boolean;
  /** The order of an epoch depends on the seed and the epoch's number alone. */
  readonly seed?: number;
  /** Leave out the last batch of an epoch when it is not full. */
  readonly dropLast?: boolean;
  /** Makes a batch of examples, mostly tensors of stacked arrays. */
  readonly collate: (examples: T[]) => B;
}

export interface DataLoaderState {
  /** Epochs completed. */
  readonly epoch: number;
  /** Batches drawn of the present epoch. */
  readonly batch: number;
}

/**
 * Batches of a dataset, as PyTorch's `DataLoader`: `next()` goes on from epoch to epoch, and iterating
 * gives the rest of the present epoch, which is all of it unless batches were drawn before.
 */
export class DataLoader<T, B> implements BatchSource<B>, Iterable<B> {
  readonly batchesPerEpoch: number;
  readonly #dataset: Dataset<T> | readonly T[];
  readonly #batchSize: number;
  readonly #shuffle: boolean;
  readonly #collate: (examples: T[]) => B;
  readonly #generator: Generator;
  #epoch = 0;
  #batch = 0;
  #order: Int32Array | undefined;

  constructor(
    dataset: Dataset<T> | readonly T[],
    {
      batchSize = 1,
      shuffle = false,
      seed = 0,
      dropLast = false,
      collate,
    }: DataLoaderOptions<T, B>,
  ) {
    expectPositive("DataLoader", "batchSize", batchSize);
    const batches = dataset.length / batchSize;
    this.batchesPerEpoch = dropLast ? Math.floor(batches) : Math.ceil(batches);
    if (this.batchesPerEpoch === 0)
      throw new RangeError(
        dataset.length === 0
          ? "DataLoader: the dataset is empty"
          : `DataLoader: the dataset has ${dataset.length} examples, which fill no batch of ${batchSize}, ` +
              "and dropLast leaves out the rest",
      );
    this.#dataset = dataset;
    this.#batchSize = batchSize;
    this.#shuffle = shuffle;
    this.#collate = collate;
    this.#generator = new Generator(seed).fork();
  }

  get state(): DataLoaderState {
    return { epoch: this.#epoch, batch: this.#batch };
  }
  set state(state: unknown) {
    const epoch = countInState(state, "epoch", "DataLoader");
    const batch = countInState(state, "batch", "DataLoader");
    if (batch >= this.batchesPerEpoch)
      throw new RangeError(
        `DataLoader: state.batch is ${batch}, expected less than the ${this.batchesPerEpoch} batches of an epoch`,
      );
    this.#epoch = epoch;
    this.#batch = batch;
    this.#order = undefined;
  }

  next(): B {
    this.#order ??= this.#shuffle ? this.#permutation() : undefined;
    const start = this.#batch * this.#batchSize;
    const end = Math.min(start + this.#batchSize, this.#dataset.length);
    const examples: T[] = [];
    for (let i = start; i < end; i++) examples.push(this.#example(this.#order?.[i] ?? i));
    const batch = this.#collate(examples);
    if (++this.#batch === this.batchesPerEpoch) this.state = { epoch: this.#epoch + 1, batch: 0 };
    return batch;
  }

  *[Symbol.iterator](): IterableIterator<B> {
    const epoch = this.#epoch;
    while (this.#epoch === epoch) yield this.next();
  }

  #permutation(): Int32Array {
    this.#generator.state = { ...this.#generator.state, stream: this.#epoch };
    return this.#generator.permutation(this.#dataset.length);
  }

  #example(index: number): T {
    return "get" in this.#dataset ? this.#dataset.get(index) : this.#dataset[index]!;
  }
}
