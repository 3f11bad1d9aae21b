import type { BatchSource } from "../data/batch-source.ts";
import { DataLoader, type DataLoaderState } from "../data/data-loader.ts";
import { Generator } from "../random/generator.ts";

export interface DrawnBatchesOptions {
  readonly batchSize: number;
  readonly seed: number;
  /** Streams of random numbers that a batch uses. */
  readonly streams: number;
}

/** Examples in another order each epoch, each changed anew; what changes them follows from seed and batch alone. */
export class DrawnBatches<E, B> implements BatchSource<B> {
  readonly batchesPerEpoch: number;
  readonly #loader: DataLoader<E, readonly E[]>;
  readonly #generator: Generator;
  readonly #streams: number;
  readonly #make: (examples: readonly E[], generator: Generator) => B;

  /** `make` draws what it needs from the generator, so many streams for each batch. */
  constructor(
    examples: readonly E[],
    { batchSize, seed, streams }: DrawnBatchesOptions,
    make: (examples: readonly E[], generator: Generator) => B,
  ) {
    const collate = (some: readonly E[]): readonly E[] => some;
    this.#loader = new DataLoader(examples, { batchSize, seed, shuffle: true, collate });
    this.batchesPerEpoch = this.#loader.batchesPerEpoch;
    this.#generator = new Generator(seed).fork();
    this.#streams = streams;
    this.#make = make;
  }

  get state(): DataLoaderState {
    return this.#loader.state;
  }
  set state(state: unknown) {
    this.#loader.state = state;
  }

  next(): B {
    const { epoch, batch } = this.state;
    const { seed } = this.#generator.state;
    const stream = this.#streams * (epoch * this.batchesPerEpoch + batch);
    this.#generator.state = { seed, stream };
    return this.#make(this.#loader.next(), this.#generator);
  }
}
