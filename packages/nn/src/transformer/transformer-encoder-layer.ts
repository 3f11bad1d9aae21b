import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, instance } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { Tensor } from "../tensor/tensor.ts";
import { TransformerLayer } from "./transformer-layer.ts";
import {
  type TransformerLayerOptions,
  type WeightsOptions,
  weightsOptions,
} from "./transformer-options.ts";

const maskOptions = defineOptions("TransformerEncoderLayer", {
  /** [tokens, tokens] or [batch nhead, tokens, tokens]: 1 = may NOT attend; float32 is added. */
  srcMask: instance(Tensor, { optional: true }),
  /** [batch, tokens]: 1 = padding. */
  srcKeyPaddingMask: instance(Tensor, { optional: true }),
  isCausal: flag({ default: false }),
});

/** Masks of the source, in PyTorch's sense: true blocks, and floats are added to the scores. */
export type EncoderMasks = Given<typeof maskOptions>;

/** Self-attention and a feed-forward network, each with a residual and a norm; PyTorch's `nn.TransformerEncoderLayer`. */
export class TransformerEncoderLayer extends TransformerLayer {
  constructor(options: TransformerLayerOptions) {
    super(options, ["self_attn"]);
  }

  /** [batch, tokens, dModel] -> the same. */
  forward(src: Tensor, masks: EncoderMasks = {}): Tensor {
    expectTensor("TransformerEncoderLayer", "src", src);
    return this.forwardWithWeights(src, masks, { needWeights: false }).output;
  }

  /** The same, and the attention weights. */
  forwardWithWeights(
    src: Tensor,
    masks: EncoderMasks = {},
    options: WeightsOptions = {},
  ): { readonly output: Tensor; readonly weights: Tensor | undefined } {
    expectTensor("TransformerEncoderLayer", "src", src);
    const wanted = weightsOptions.complete(options, this);
    const { srcMask, srcKeyPaddingMask, isCausal } = maskOptions.complete(masks, this);
    return this.laidOut(() => {
      const attend = (x: Tensor, residual: Tensor) => {
        const { output, weights } = this.selfAttention.forward(x, x, x, {
          attnMask: srcMask,
          keyPaddingMask: srcKeyPaddingMask,
          isCausal,
          ...wanted,
        });
        return { attended: this.dropAdd(output, residual), weights };
      };
      if (this.options.normFirst) {
        const { attended, weights } = attend(this.norm1.forward(src), src);
        const output = this.feedForward(this.norm2.forward(attended), attended);
        return { output: this.see("output", output, ["N", "T", "E"]), weights };
      }
      const { attended, weights } = attend(src, src);
      const x = this.norm1.forward(attended);
      const output = this.norm2.forward(this.feedForward(x, x));
      return { output: this.see("output", output, ["N", "T", "E"]), weights };
    });
  }

  /** Another layer with the same options and values, as PyTorch's stacks make of the one they are given. */
  clone(): TransformerEncoderLayer {
    const copy = new TransformerEncoderLayer(this.options);
    copy.loadStateDict(this.stateDict());
    return copy;
  }
}
