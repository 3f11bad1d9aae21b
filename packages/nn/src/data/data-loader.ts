import { defineOptions, type Given } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { callback, flag, integer } from "../options/fields.ts";
import { Generator } from "../random/generator.ts";
import type { BatchSource } from "./batch-source.ts";
import { countInState } from "./count-in-state.ts";
import type { Dataset } from "./dataset.ts";
import { type Collated, defaultCollate } from "./default-collate.ts";

const dataLoaderOptions = defineOptions("DataLoader", {
  /** Examples in a batch; 1 unless given. */
  batchSize: integer({ from: 1, default: 1 }),
  /** A new order each epoch; the order of the data unless set. */
  shuffle: flag({ default: false }),
  /** The order of an epoch depends on the seed and the epoch's number alone. */
  seed: integer({ from: 0, default: 0 }),
  /** Leave out the last batch of an epoch when it is not full. */
  dropLast: flag({ default: false }),
  collate: callback<(examples: never[]) => unknown>({ optional: true }),
});

/** How many examples make a batch, in which order they come, and what becomes of the last ones. */
export type DataLoaderOptions<T, B> = Omit<Given<typeof dataLoaderOptions>, "collate"> & {
  /** Makes a batch of examples, at once; PyTorch's `default_collate` unless given: tensors are stacked, records by field. */
  readonly collate?: ((examples: T[]) => B) | undefined;
};

/** Where a `DataLoader` is: enough to go on with the same batches. */
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
export class DataLoader<T, B = Collated<T>> implements BatchSource<B>, Iterable<B> {
  readonly batchesPerEpoch: number;
  readonly #dataset: Dataset<T> | readonly T[];
  readonly #batchSize: number;
  readonly #shuffle: boolean;
  readonly #collate: (examples: T[]) => B;
  readonly #generator: Generator;
  #epoch = 0;
  #batch = 0;
  #order: Int32Array | undefined;

  constructor(dataset: Dataset<T> | readonly T[], options: DataLoaderOptions<T, B> = {}) {
    const { batchSize, shuffle, seed, dropLast } = dataLoaderOptions.complete(options);
    // Without a collate of the caller's own, B is what the default makes of T.
    const { collate = defaultCollate as unknown as (examples: T[]) => B } = options;
    expectDataset(dataset);
    if (typeof collate !== "function")
      throw new TypeError(
        `DataLoader: collate is ${describeValue(collate)}, expected a function that makes a batch of examples`,
      );
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
    refusePromise("collate", batch);
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
    const example = "get" in this.#dataset ? this.#dataset.get(index) : this.#dataset[index]!;
    refusePromise(`example ${index} of the dataset`, example);
    return example;
  }
}

function expectDataset(dataset: unknown): void {
  const isList = Array.isArray(dataset);
  const sized = typeof dataset === "object" && dataset !== null && "length" in dataset;
  if (isList || (sized && "get" in dataset && typeof dataset.get === "function")) return;
  throw new TypeError(
    `DataLoader: dataset is ${describeValue(dataset)}, expected an array of examples, or an object with length and get(index)`,
  );
}

/** A batch is there when `next()` returns: what must be waited for is waited for before. */
function refusePromise(what: string, value: unknown): void {
  if (typeof value !== "object" || value === null || !("then" in value)) return;
  if (value instanceof Promise) value.catch(() => {}); // told below
  throw new TypeError(
    `DataLoader: ${what} is a Promise, expected the value at once; load and decode the examples before, ` +
      "and let collate only put them together",
  );
}
