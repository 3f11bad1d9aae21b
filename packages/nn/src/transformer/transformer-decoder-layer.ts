import type { MultiheadAttention } from "../attention/multihead-attention.ts";
import type { LayerNorm } from "../layers/layer-norm.ts";
import { expectOptions } from "../options/expect-options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { TransformerLayer } from "./transformer-layer.ts";
import type { TransformerLayerOptions, WeightsOptions } from "./transformer-options.ts";

export interface DecoderMasks {
  /** [target, target]: 1 = may NOT attend; float32 is added. */
  readonly tgtMask?: Tensor;
  /** [target, memory] */
  readonly memoryMask?: Tensor;
  /** [batch, target]: 1 = padding. */
  readonly tgtKeyPaddingMask?: Tensor;
  /** [batch, memory]: 1 = padding. */
  readonly memoryKeyPaddingMask?: Tensor;
  readonly tgtIsCausal?: boolean;
  readonly memoryIsCausal?: boolean;
}

interface DecoderLayerResult {
  readonly output: Tensor;
  readonly selfWeights: Tensor | undefined;
  readonly crossWeights: Tensor | undefined;
}

const maskNames = [
  "tgtMask",
  "memoryMask",
  "tgtKeyPaddingMask",
  "memoryKeyPaddingMask",
  "tgtIsCausal",
  "memoryIsCausal",
] as const;

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
    return this.forwardWithWeights(tgt, memory, masks, { needWeights: false }).output;
  }

  /** The same, and the weights of both attentions. */
  forwardWithWeights(
    tgt: Tensor,
    memory: Tensor,
    masks: DecoderMasks = {},
    { needWeights = true, averageAttnWeights = true }: WeightsOptions = {},
  ): DecoderLayerResult {
    const wanted = { needWeights, averageAttnWeights };
    expectOptions(this.path, masks, maskNames);
    return this.laidOut(() => {
      const attendSelf = (x: Tensor) =>
        this.selfAttention.forward(x, x, x, {
          ...(masks.tgtMask ? { attnMask: masks.tgtMask } : {}),
          ...(masks.tgtKeyPaddingMask ? { keyPaddingMask: masks.tgtKeyPaddingMask } : {}),
          isCausal: masks.tgtIsCausal === true,
          ...wanted,
        });
      const attendMemory = (x: Tensor) =>
        this.crossAttention.forward(x, memory, memory, {
          ...(masks.memoryMask ? { attnMask: masks.memoryMask } : {}),
          ...(masks.memoryKeyPaddingMask ? { keyPaddingMask: masks.memoryKeyPaddingMask } : {}),
          isCausal: masks.memoryIsCausal === true,
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
