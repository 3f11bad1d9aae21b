import { add } from "../ops/add.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { withLayout } from "./axes.ts";
import { Dropout } from "./dropout.ts";
import { expectOptions } from "./expect-options.ts";
import { LayerNorm } from "./layer-norm.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { MultiheadAttention } from "./multihead-attention.ts";
import { parameterOptions } from "./parameter-options.ts";
import {
  activationFunction,
  layerOptionNames,
  type TransformerLayerOptions,
  type WeightsOptions,
} from "./transformer-options.ts";

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
export class TransformerDecoderLayer extends Module {
  readonly options: TransformerLayerOptions;
  readonly selfAttention: MultiheadAttention;
  readonly crossAttention: MultiheadAttention;
  readonly linear1: Linear;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly norm3: LayerNorm;
  readonly #activation: (x: Tensor) => Tensor;
  readonly #dropout: Dropout;

  constructor(options: TransformerLayerOptions) {
    super();
    expectOptions("TransformerDecoderLayer", options, layerOptionNames);
    const { dModel, nhead, dimFeedforward = 2048, dropout = 0.1, activation = "relu" } = options;
    const { layerNormEps = 1e-5, batchFirst = true, bias = true } = options;
    this.options = options;
    const parameters = parameterOptions(options);
    const shared = { ...parameters, bias, dropout, batchFirst };
    this.selfAttention = this.child("self_attn", new MultiheadAttention(dModel, nhead, shared));
    this.crossAttention = this.child(
      "multihead_attn",
      new MultiheadAttention(dModel, nhead, shared),
    );
    this.linear1 = this.child(
      "linear1",
      new Linear(dModel, dimFeedforward, { ...parameters, bias, axis: "dimFeedforward" }),
    );
    this.linear2 = this.child(
      "linear2",
      new Linear(dimFeedforward, dModel, { ...parameters, bias, axis: "E" }),
    );
    const norm = () => new LayerNorm(dModel, { ...parameters, eps: layerNormEps, bias });
    this.norm1 = this.child("norm1", norm());
    this.norm2 = this.child("norm2", norm());
    this.norm3 = this.child("norm3", norm());
    this.#dropout = this.child("dropout", new Dropout(dropout, parameters));
    this.#activation = activationFunction(activation);
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
    return this.#laidOut(() => {
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
      const drop = (x: Tensor) => this.#dropout.forward(x);
      if (this.options.normFirst) {
        const self = attendSelf(this.norm1.forward(tgt));
        const x = add(tgt, drop(self.output));
        const cross = attendMemory(this.norm2.forward(x));
        const y = add(x, drop(cross.output));
        const added = add(y, this.#feedForward(this.norm3.forward(y)));
        const output = this.see("output", added, ["N", "T", "E"]);
        return { output, selfWeights: self.weights, crossWeights: cross.weights };
      }
      const self = attendSelf(tgt);
      const x = this.norm1.forward(add(tgt, drop(self.output)));
      const cross = attendMemory(x);
      const y = this.norm2.forward(add(x, drop(cross.output)));
      const normed = this.norm3.forward(add(y, this.#feedForward(y)));
      const output = this.see("output", normed, ["N", "T", "E"]);
      return { output, selfWeights: self.weights, crossWeights: cross.weights };
    });
  }

  #laidOut<T>(body: () => T extends PromiseLike<unknown> ? never : T): T {
    const tokensFirst = this.options.batchFirst === false;
    return withLayout({ tokens: "Mt", tokensFirst }, () => scope<T>(body));
  }

  #feedForward(x: Tensor): Tensor {
    const input = this.see("feedForwardInput", x, ["N", "T", "E"]);
    const hidden = this.#dropout.forward(this.#activation(this.linear1.forward(input)));
    const output = this.#dropout.forward(this.linear2.forward(hidden));
    return this.see("feedForwardOutput", output, ["N", "T", "E"]);
  }

  /** Another layer with the same options and values, as PyTorch's stacks make of the one they are given. */
  clone(): TransformerDecoderLayer {
    const copy = new TransformerDecoderLayer(this.options);
    copy.loadStateDict(this.stateDict());
    return copy;
  }
}
