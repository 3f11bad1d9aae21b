import { Dropout } from "../../layers/dropout.ts";
import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import { newParameter, type ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { asStrided } from "../../ops/as-strided.ts";
import { cat } from "../../ops/cat.ts";
import { expand } from "../../ops/expand.ts";
import { select } from "../../ops/select.ts";
import { slice } from "../../ops/slice.ts";
import { stack } from "../../ops/stack.ts";
import { transpose } from "../../ops/transpose.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type PatchSeriesOptions, patchCount } from "./patch-series-options.ts";

/** Patches of series as tokens with positions, perhaps behind one of the class. Nie et al., arXiv:2211.14730, section 3.1. */
export class PatchSeriesEmbedding extends Module {
  /** patchLength -> dModel, one for all series or one for each. */
  readonly projections: readonly Linear[];
  /** [tokens, dModel] */
  readonly positions: Tensor;
  /** [1, 1, 1, dModel] */
  readonly classToken: Tensor | undefined;
  readonly #series: PatchSeriesOptions;
  readonly #dropout: Dropout;

  constructor(series: PatchSeriesOptions, options: ParameterOptions) {
    super();
    const { patchLength, dModel, channels, sharedEmbedding, initial } = series;
    this.#series = series;
    const linear = { ...options, weightInit: normalWith(initial.weights), biasInit: filledWith(0) };
    const project = () => new Linear(patchLength, dModel, { ...linear, axis: "E" });
    const name = "embedder.input_embedding";
    this.projections = sharedEmbedding
      ? [this.child(name, project())]
      : [...this.child(name, new ModuleList(Array.from({ length: channels }, project)))];
    const tokens = patchCount(series) + (series.classToken ? 1 : 0);
    const own = (shape: readonly number[], deviation: number) =>
      newParameter(shape, dModel, normalWith(deviation), options);
    if (series.classToken)
      this.classToken = this.parameter(
        "positional_encoder.cls_token",
        own([1, 1, 1, dModel], 0.02),
      );
    const table = "positional_encoder.position_enc";
    this.positions =
      series.positions === "learned"
        ? this.parameter(table, own([tokens, dModel], 1))
        : this.buffer(
            table,
            newParameter([tokens, dModel], dModel, () => evenSinusoids(tokens, dModel), options),
          );
    this.#dropout = this.child("dropout", new Dropout(series.positionDropout, options));
  }

  /** Scaled series [batch, time, channels] -> [batch, channels, tokens, dModel] */
  forward(x: Tensor): Tensor {
    const patches = this.#patches(x);
    const projected =
      this.projections.length === 1 && this.#series.sharedEmbedding
        ? this.projections[0]!.forward(patches)
        : stack(
            this.projections.map((linear, i) => linear.forward(select(patches, 1, i))),
            1,
          );
    const { classToken, positions } = this;
    if (!classToken) return this.#dropout.forward(add(projected, positions));
    const [batch, channels, , dModel] = projected.shape as [number, number, number, number];
    const placed = this.#dropout.forward(add(projected, slice(positions, 0, 1)));
    const first = add(classToken, slice(positions, 0, 0, 1)); // [1, 1, 1, dModel]
    return cat([expand(first, batch, channels, 1, dModel), placed], 2);
  }

  /** [batch, time, channels] -> [batch, channels, patches, patchLength] */
  #patches(x: Tensor): Tensor {
    const { patchLength, patchStride, channels, contextLength } = this.#series;
    const count = patchCount(this.#series);
    const batch = x.shape[0]!;
    const start = contextLength - (patchLength + patchStride * (count - 1));
    const alongTime = transpose(x, 1, 2); // [batch, channels, time]
    return asStrided(
      alongTime,
      [batch, channels, count, patchLength],
      [channels * contextLength, contextLength, patchStride, 1],
      start,
    );
  }
}

/** Sines and cosines in turn, shifted and scaled to the mean 0 and the deviation 0.1. */
function evenSinusoids(tokens: number, width: number): Float32Array {
  const table = Float32Array.from({ length: tokens * width }, (_, i) => {
    const [token, channel] = [Math.floor(i / width), i % width];
    const angle = token * Math.exp(-(channel - (channel % 2)) * (Math.log(10000) / width));
    return channel % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  const mean = table.reduce((sum, value) => sum + value, 0) / table.length;
  const squares = table.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (table.length - 1));
  return table.map((value) => (value - mean) / (10 * deviation));
}
