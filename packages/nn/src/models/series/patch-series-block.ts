import { SelfAttention } from "../../attention/self-attention.ts";
import { Dropout } from "../../layers/dropout.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { reshape } from "../../ops/reshape.ts";
import { transpose } from "../../ops/transpose.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { FeedForward } from "../block/feed-forward.ts";
import type { PatchSeriesOptions } from "./patch-series-options.ts";
import { seriesNorm } from "./series-norm.ts";

type SeriesNorm = ReturnType<typeof seriesNorm>;

/** A layer on patches of several series: attention along time, perhaps across the series, and a feed-forward network. */
export class PatchSeriesBlock extends Module {
  readonly attention: SelfAttention;
  readonly feedForward: FeedForward;
  readonly #norms: readonly [time: SeriesNorm, channels: SeriesNorm | undefined, last: SeriesNorm];
  readonly #dropout: Dropout;
  readonly #normsFirst: boolean;

  constructor(series: PatchSeriesOptions, options: ParameterOptions) {
    super();
    const { dModel, norm, initial, dropout, attention } = series;
    this.attention = this.child(
      "self_attn",
      new SelfAttention({
        ...{ ...options, ...attention, dModel, dropout: dropout.attention },
        ...{ weightInit: normalWith(initial.weights), biasInit: filledWith(0) },
        names: { q: "q_proj", k: "k_proj", v: "v_proj", output: "out_proj" },
      }),
    );
    const normed = (name: string) => this.child(name, seriesNorm(dModel, norm, options));
    const time = normed("norm_sublayer1");
    const channels = series.channelAttention ? normed("norm_sublayer2") : undefined;
    const block = { ...series, norm: { kind: "layerNorm", eps: norm.eps, bias: true } } as const;
    const network = new FeedForward(block, { expand: "0", project: "3" }, options);
    this.feedForward = this.child("ff", network);
    this.#norms = [time, channels, normed("norm_sublayer3")];
    this.#dropout = this.child("dropout", new Dropout(dropout.residual, options));
    this.#normsFirst = series.normPlacement !== "post";
  }

  /** [batch, channels, patches, dModel] -> the same. */
  forward(x: Tensor): Tensor {
    return scope(() => {
      const [time, channels, last] = this.#norms;
      const attend = (tokens: Tensor) => this.attention.forward(tokens);
      let y = this.#part(x, time, attend);
      if (channels) y = transpose(this.#part(transpose(y, 1, 2), channels, attend), 1, 2);
      const output = this.#part(y, last, (tokens) => this.feedForward.forward(tokens));
      return this.see("output", output, ["N", "C", "T", "E"]);
    });
  }

  /** A part with its residual: x [outer, inner, tokens, dModel], of which the first two axes are the part's batch. */
  #part(x: Tensor, norm: SeriesNorm, compute: (tokens: Tensor) => Tensor): Tensor {
    const [outer, inner, tokens, dModel] = x.shape as [number, number, number, number];
    const flat = reshape(x, [outer * inner, tokens, dModel]);
    const first = this.#normsFirst;
    const computed = compute(first ? norm.forward(flat) : flat);
    const sum = this.#dropout.forward(computed, { residual: flat });
    return reshape(first ? sum : norm.forward(sum), x.shape);
  }
}
