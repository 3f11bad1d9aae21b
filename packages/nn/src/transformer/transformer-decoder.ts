import type { LayerNorm } from "../layers/layer-norm.ts";
import { withLayout } from "../module/axes.ts";
import { Module } from "../module/module.ts";
import { ModuleList } from "../module/module-list.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { DecoderMasks, TransformerDecoderLayer } from "./transformer-decoder-layer.ts";
import type { StackWeights, WeightsOptions } from "./transformer-options.ts";

export interface TransformerDecoderOptions {
  /** Applied to the last layer's output. */
  readonly norm?: LayerNorm;
}

/** Copies of one decoder layer, one after the other; PyTorch's `nn.TransformerDecoder`. */
export class TransformerDecoder extends Module {
  readonly layers: ModuleList<TransformerDecoderLayer>;
  readonly norm: LayerNorm | undefined;

  constructor(
    layer: TransformerDecoderLayer,
    numLayers: number,
    { norm }: TransformerDecoderOptions = {},
  ) {
    super();
    const layers = Array.from({ length: numLayers }, () => layer.clone());
    this.layers = this.child("layers", new ModuleList(layers));
    if (norm) this.norm = this.child("norm", norm);
  }

  /** tgt [batch, target, dModel], memory [batch, memory, dModel] -> the shape of tgt. */
  forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    return scope(() => {
      let x = tgt;
      for (const layer of this.layers) x = layer.forward(x, memory, masks);
      return this.#finish(x);
    });
  }

  /** The same, and every layer's attention weights. */
  forwardWithWeights(
    tgt: Tensor,
    memory: Tensor,
    masks: DecoderMasks = {},
    options: WeightsOptions = {},
  ): { readonly output: Tensor; readonly weights: StackWeights } {
    return scope(() => {
      const selfAttention: Tensor[] = [];
      const crossAttention: Tensor[] = [];
      let x = tgt;
      for (const layer of this.layers) {
        const result = layer.forwardWithWeights(x, memory, masks, options);
        if (result.selfWeights) selfAttention.push(result.selfWeights);
        if (result.crossWeights) crossAttention.push(result.crossWeights);
        x = result.output;
      }
      const output = this.#finish(x);
      return { output, weights: { selfAttention, crossAttention } };
    });
  }

  #finish(x: Tensor): Tensor {
    const tokensFirst = [...this.layers][0]?.options.batchFirst === false;
    return withLayout({ tokens: "Mt", tokensFirst }, () =>
      this.see("output", this.norm?.forward(x) ?? x, ["N", "T", "E"]),
    );
  }
}
