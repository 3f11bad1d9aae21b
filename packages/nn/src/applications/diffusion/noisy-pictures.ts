import type { BatchSource } from "../../data/batch-source.ts";
import { DataLoader, type DataLoaderState } from "../../data/data-loader.ts";
import { Generator } from "../../random/generator.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { type NoisyBatch, type NoisyBatchOptions, noisyBatch } from "./noisy-batch.ts";

export interface NoisyPicturesOptions extends NoisyBatchOptions {
  readonly labels: readonly string[];
  /** Share of the pictures of which the model is not told what they show. */
  readonly dropClass: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** Pictures in another order each epoch, each under new noise; timesteps and noise follow from seed and batch alone. */
export class NoisyPictures implements BatchSource<NoisyBatch> {
  readonly batchesPerEpoch: number;
  readonly #loader: DataLoader<LabelledPicture, readonly LabelledPicture[]>;
  readonly #parts: NoisyPicturesOptions;
  readonly #generator: Generator;

  constructor(pictures: readonly LabelledPicture[], parts: NoisyPicturesOptions) {
    const { batchSize, seed } = parts;
    this.#loader = new DataLoader(pictures, {
      ...{ batchSize, seed, shuffle: true },
      collate: (some: readonly LabelledPicture[]) => some,
    });
    this.batchesPerEpoch = this.#loader.batchesPerEpoch;
    this.#parts = parts;
    this.#generator = new Generator(seed).fork();
  }

  get state(): DataLoaderState {
    return this.#loader.state;
  }
  set state(state: unknown) {
    this.#loader.state = state;
  }

  next(): NoisyBatch {
    const { epoch, batch } = this.state;
    const { seed } = this.#generator.state;
    // Two streams a batch: one for timesteps and classes, one for the noise.
    this.#generator.state = { seed, stream: 2 * (epoch * this.batchesPerEpoch + batch) };
    const pictures = this.#loader.next();
    const { labels, dropClass, schedule, channels } = this.#parts;
    const drawn = this.#generator.uniform(2 * pictures.length);
    const size = channels * pictures[0]!.width * pictures[0]!.height;
    return noisyBatch(
      pictures,
      {
        timesteps: pictures.map((_, i) => Math.floor(drawn[2 * i]! * schedule.betas.length)),
        classes: pictures.map(({ label }, i) =>
          drawn[2 * i + 1]! < dropClass ? labels.length : labels.indexOf(label),
        ),
        noise: this.#generator.normal(pictures.length * size),
      },
      this.#parts,
    );
  }
}
