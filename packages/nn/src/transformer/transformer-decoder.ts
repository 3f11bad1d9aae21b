import { withLayout } from "../module/axes.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { DecoderMasks, TransformerDecoderLayer } from "./transformer-decoder-layer.ts";
import type { StackWeights, WeightsOptions } from "./transformer-options.ts";
import { TransformerStack } from "./transformer-stack.ts";

/** Copies of one decoder layer, one after the other; PyTorch's `nn.TransformerDecoder`. */
export class TransformerDecoder extends TransformerStack<TransformerDecoderLayer> {
  /** tgt [batch, target, dModel], memory [batch, memory, dModel] -> the shape of tgt. */
  forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    expectTensor("TransformerDecoder", "tgt", tgt);
    expectTensor("TransformerDecoder", "memory", memory);
    return this.forwardWithWeights(tgt, memory, masks, { needWeights: false }).output;
  }

  /** The same, and every layer's attention weights. */
  forwardWithWeights(
    tgt: Tensor,
    memory: Tensor,
    masks: DecoderMasks = {},
    options: WeightsOptions = {},
  ): { readonly output: Tensor; readonly weights: StackWeights } {
    expectTensor("TransformerDecoder", "tgt", tgt);
    expectTensor("TransformerDecoder", "memory", memory);
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
      const output = this.finish(x);
      return { output, weights: { selfAttention, crossAttention } };
    });
  }

  protected override finish(x: Tensor): Tensor {
    return withLayout({ tokens: "Mt" }, () => super.finish(x));
  }
}
