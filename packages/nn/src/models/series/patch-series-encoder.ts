import { onesLike } from "../../device/filled-tensors.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { toFloat } from "../../ops/to-float.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { NamedTensors } from "../roles.ts";
import { PatchSeriesBlock } from "./patch-series-block.ts";
import { PatchSeriesEmbedding } from "./patch-series-embedding.ts";
import type { PatchSeriesOptions } from "./patch-series-options.ts";
import { type ScaledSeries, scaleSeries } from "./series-scaler.ts";

/** What an encoder of patches makes of series. */
export interface SeriesStates extends Pick<ScaledSeries, "loc" | "scale"> {
  /** [batch, channels, tokens, dModel] */
  readonly hidden: Tensor;
}

/** The same for a head, with what it learns from where that is given: future_values, target_values. */
export interface EncodedSeries extends SeriesStates {
  readonly targets: NamedTensors;
}

/** PatchTST without a head: series are scaled, cut into patches, and each is encoded by itself. Nie et al., arXiv:2211.14730. */
export class PatchSeriesEncoder extends Module {
  readonly embedding: PatchSeriesEmbedding;
  readonly blocks: ModuleList<PatchSeriesBlock>;
  readonly #series: PatchSeriesOptions;

  constructor(series: PatchSeriesOptions, options: ParameterOptions) {
    super();
    this.#series = series;
    this.embedding = this.child("", new PatchSeriesEmbedding(series, options));
    const blocks = Array.from(
      { length: series.layers },
      () => new PatchSeriesBlock(series, options),
    );
    this.blocks = this.child("layers", new ModuleList(blocks));
  }

  /** Series [batch, contextLength, channels], and a mask of the same shape, 0 of what was not observed. */
  forward(series: Tensor, observedMask?: Tensor): SeriesStates {
    const { contextLength, channels, scaling } = this.#series;
    const fits = ({ shape }: Tensor) =>
      shape.length === 3 && shape[1] === contextLength && shape[2] === channels;
    const expected = `[batch, ${contextLength}, ${channels}], [batch, contextLength, channels]`;
    this.expect("series", series, this.embedding.positions.device);
    if (!fits(series)) this.refuse("series", series, expected);
    if (observedMask && (!fits(observedMask) || observedMask.shape[0] !== series.shape[0]))
      this.refuse("observedMask", observedMask, `${expected}, as the series`);
    const observed = observedMask ? toFloat(observedMask) : onesLike(series);
    const { scaled, loc, scale } = scaleSeries(series, observed, scaling);
    let x = this.see("embedded", this.embedding.forward(scaled), ["N", "C", "T", "E"]);
    for (const block of this.blocks) x = block.forward(x);
    return { hidden: x, loc, scale };
  }
}
