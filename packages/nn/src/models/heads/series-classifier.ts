import { Dropout } from "../../layers/dropout.ts";
import { Linear } from "../../layers/linear.ts";
import { CrossEntropyLoss } from "../../losses/cross-entropy-loss.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { flatten } from "../../ops/flatten.ts";
import { reshape } from "../../ops/reshape.ts";
import type { EncodedSeries } from "../series/patch-series-encoder.ts";
import { Head, type HeadOutputs } from "./head.ts";
import { pooledSeries, type SeriesPooling } from "./series-pooling.ts";

/** Scores of classes out of all series of a sample. */
export class SeriesClassifier extends Head<EncodedSeries> {
  /** channels dModel -> targets */
  readonly linear: Linear;
  readonly #pooling: SeriesPooling;
  readonly #dropout: Dropout;

  constructor(
    sizes: { readonly from: number; readonly targets: number; readonly dropout: number },
    pooling: SeriesPooling,
    deviation: number,
    options: ParameterOptions,
  ) {
    super();
    const { from, targets, dropout } = sizes;
    this.#pooling = pooling;
    const inits = { weightInit: normalWith(deviation), biasInit: filledWith(0), axis: "labels" };
    this.linear = this.child("linear", new Linear(from, targets, { ...options, ...inits }));
    this.#dropout = this.child("dropout", new Dropout(dropout, options));
  }

  /** { prediction_logits [batch, targets] }, and with target_values, int32 [batch], their loss [1]. */
  forward({ hidden, targets: { target_values: targets } }: EncodedSeries): HeadOutputs {
    const pooled = flatten(pooledSeries(hidden, this.#pooling), 1);
    const logits = this.linear.forward(this.#dropout.forward(pooled));
    if (!targets) return { prediction_logits: logits };
    const loss = reshape(new CrossEntropyLoss().forward(logits, targets), [1]);
    return { prediction_logits: logits, loss };
  }
}
