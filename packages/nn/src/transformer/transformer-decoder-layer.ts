import type { MultiheadAttention } from "../attention/multihead-attention.ts";
import type { LayerNorm } from "../layers/layer-norm.ts";
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

export const decoderMaskOptions = defineOptions("TransformerDecoderLayer", {
  /** [target, target]: 1 = may NOT attend; float32 is added. */
  tgtMask: instance(Tensor, { optional: true }),
  /** [target, memory] */
  memoryMask: instance(Tensor, { optional: true }),
  /** [batch, target]: 1 = padding. */
  tgtKeyPaddingMask: instance(Tensor, { optional: true }),
  /** [batch, memory]: 1 = padding. */
  memoryKeyPaddingMask: instance(Tensor, { optional: true }),
  tgtIsCausal: flag({ default: false }),
  memoryIsCausal: flag({ default: false }),
});

/** Masks of the target and of the memory, in PyTorch's sense: true blocks, and floats are added to the scores. */
export type DecoderMasks = Given<typeof decoderMaskOptions>;

/** What a decoder layer gives with its attention weights. */
export interface DecoderLayerResult {
  readonly output: Tensor;
  readonly selfWeights: Tensor | undefined;
  readonly crossWeights: Tensor | undefined;
}

/** Self-attention, attention to the encoder's output, and a feed-forward network; PyTorch's `nn.TransformerDecoderLayer`. */
export class TransformerDecoderLayer extends TransformerLayer {
  constructor(options: TransformerLayerOptions) {
    super(options, ["self_attn", "multihead_attn"]);
  }

  get crossAttention(): MultiheadAttention {
    return this.attentions[1]!;
  }
  get norm3(): LayerNorm {
    return this.norms[2]!;
  }

  /** tgt [batch, target, dModel], memory [batch, memory, dModel] -> the shape of tgt. */
  forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    expectTensor("TransformerDecoderLayer", "tgt", tgt);
    expectTensor("TransformerDecoderLayer", "memory", memory);
    return this.forwardWithWeights(tgt, memory, masks, { needWeights: false }).output;
  }

  /** The same, and the weights of both attentions. */
  forwardWithWeights(
    tgt: Tensor,
    memory: Tensor,
    masks: DecoderMasks = {},
    options: WeightsOptions = {},
  ): DecoderLayerResult {
    expectTensor("TransformerDecoderLayer", "tgt", tgt);
    expectTensor("TransformerDecoderLayer", "memory", memory);
    const wanted = weightsOptions.complete(options, this);
    const { tgtMask, tgtKeyPaddingMask, tgtIsCausal, ...memoryMasks } = decoderMaskOptions.complete(
      masks,
      this,
    );
    return this.laidOut(() => {
      const attendSelf = (x: Tensor) =>
        this.selfAttention.forward(x, x, x, {
          attnMask: tgtMask,
          keyPaddingMask: tgtKeyPaddingMask,
          isCausal: tgtIsCausal,
          ...wanted,
        });
      const attendMemory = (x: Tensor) =>
        this.crossAttention.forward(x, memory, memory, {
          attnMask: memoryMasks.memoryMask,
          keyPaddingMask: memoryMasks.memoryKeyPaddingMask,
          isCausal: memoryMasks.memoryIsCausal,
          ...wanted,
        });
      if (this.options.normFirst) {
        const self = attendSelf(this.norm1.forward(tgt));
        const x = this.dropAdd(self.output, tgt);
        const cross = attendMemory(this.norm2.forward(x));
        const y = this.dropAdd(cross.output, x);
        const added = this.feedForward(this.norm3.forward(y), y);
        const output = this.see("output", added, ["N", "T", "E"]);
        return { output, selfWeights: self.weights, crossWeights: cross.weights };
      }
      const self = attendSelf(tgt);
      const x = this.norm1.forward(this.dropAdd(self.output, tgt));
      const cross = attendMemory(x);
      const y = this.norm2.forward(this.dropAdd(cross.output, x));
      const normed = this.norm3.forward(this.feedForward(y, y));
      const output = this.see("output", normed, ["N", "T", "E"]);
      return { output, selfWeights: self.weights, crossWeights: cross.weights };
    });
  }

  /** Another layer with the same options and values, as PyTorch's stacks make of the one they are given. */
  clone(): TransformerDecoderLayer {
    const copy = new TransformerDecoderLayer(this.options);
    copy.loadStateDict(this.stateDict());
    return copy;
  }
}
