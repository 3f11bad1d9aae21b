import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { EncoderMasks, TransformerEncoderLayer } from "./transformer-encoder-layer.ts";
import type { StackWeights, WeightsOptions } from "./transformer-options.ts";
import { TransformerStack } from "./transformer-stack.ts";

/** Copies of one encoder layer, one after the other; PyTorch's `nn.TransformerEncoder`. */
export class TransformerEncoder extends TransformerStack<TransformerEncoderLayer> {
  /** [batch, tokens, dModel] -> the same. */
  forward(src: Tensor, masks: EncoderMasks = {}): Tensor {
    expectTensor("TransformerEncoder", "src", src);
    return this.forwardWithWeights(src, masks, { needWeights: false }).output;
  }

  /** The same, and every layer's attention weights. */
  forwardWithWeights(
    src: Tensor,
    masks: EncoderMasks = {},
    options: WeightsOptions = {},
  ): { readonly output: Tensor; readonly weights: StackWeights } {
    expectTensor("TransformerEncoder", "src", src);
    return scope(() => {
      const selfAttention: Tensor[] = [];
      let x = src;
      for (const layer of this.layers) {
        const { output, weights } = layer.forwardWithWeights(x, masks, options);
        if (weights) selfAttention.push(weights);
        x = output;
      }
      const output = this.finish(x);
      return { output, weights: { selfAttention, crossAttention: [] } };
    });
  }
}
