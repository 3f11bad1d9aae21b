import type { LayerNorm } from "../layers/layer-norm.ts";
import { withLayout } from "../module/axes.ts";
import { Module } from "../module/module.ts";
import { ModuleList } from "../module/module-list.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { EncoderMasks, TransformerEncoderLayer } from "./transformer-encoder-layer.ts";
import type { StackWeights, WeightsOptions } from "./transformer-options.ts";

export interface TransformerEncoderOptions {
  /** Applied to the last layer's output. */
  readonly norm?: LayerNorm;
}

/** Copies of one encoder layer, one after the other; PyTorch's `nn.TransformerEncoder`. */
export class TransformerEncoder extends Module {
  readonly layers: ModuleList<TransformerEncoderLayer>;
  readonly norm: LayerNorm | undefined;

  constructor(
    layer: TransformerEncoderLayer,
    numLayers: number,
    { norm }: TransformerEncoderOptions = {},
  ) {
    super();
    const layers = Array.from({ length: numLayers }, () => layer.clone());
    this.layers = this.child("layers", new ModuleList(layers));
    if (norm) this.norm = this.child("norm", norm);
  }

  /** [batch, tokens, dModel] -> the same. */
  forward(src: Tensor, masks: EncoderMasks = {}): Tensor {
    return scope(() => {
      let x = src;
      for (const layer of this.layers) x = layer.forward(x, masks);
      return this.#finish(x);
    });
  }

  /** The same, and every layer's attention weights. */
  forwardWithWeights(
    src: Tensor,
    masks: EncoderMasks = {},
    options: WeightsOptions = {},
  ): { readonly output: Tensor; readonly weights: StackWeights } {
    return scope(() => {
      const selfAttention: Tensor[] = [];
      let x = src;
      for (const layer of this.layers) {
        const { output, weights } = layer.forwardWithWeights(x, masks, options);
        if (weights) selfAttention.push(weights);
        x = output;
      }
      const output = this.#finish(x);
      return { output, weights: { selfAttention, crossAttention: [] } };
    });
  }

  #finish(x: Tensor): Tensor {
    const tokensFirst = [...this.layers][0]?.options.batchFirst === false;
    return withLayout({ tokensFirst }, () =>
      this.see("output", this.norm?.forward(x) ?? x, ["N", "T", "E"]),
    );
  }
}
