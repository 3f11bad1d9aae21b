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

export interface EncoderMasks {
  /** [tokens, tokens] or [batch nhead, tokens, tokens]: 1 = may NOT attend; float32 is added. */
  readonly srcMask?: Tensor;
  /** [batch, tokens]: 1 = padding. */
  readonly srcKeyPaddingMask?: Tensor;
  readonly isCausal?: boolean;
}

const maskNames = ["srcMask", "srcKeyPaddingMask", "isCausal"] as const;

/** Self-attention and a feed-forward network, each with a residual and a norm; PyTorch's `nn.TransformerEncoderLayer`. */
export class TransformerEncoderLayer extends Module {
  readonly options: TransformerLayerOptions;
  readonly selfAttention: MultiheadAttention;
  readonly linear1: Linear;
  readonly linear2: Linear;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly #activation: (x: Tensor) => Tensor;
  readonly #dropout: Dropout;

  constructor(options: TransformerLayerOptions) {
    super();
    expectOptions("TransformerEncoderLayer", options, layerOptionNames);
    const { dModel, nhead, dimFeedforward = 2048, dropout = 0.1, activation = "relu" } = options;
    const { layerNormEps = 1e-5, batchFirst = true, bias = true } = options;
    this.options = options;
    const parameters = parameterOptions(options);
    const shared = { ...parameters, bias, dropout, batchFirst };
    this.selfAttention = this.child("self_attn", new MultiheadAttention(dModel, nhead, shared));
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
    this.#dropout = this.child("dropout", new Dropout(dropout, parameters));
    this.#activation = activationFunction(activation);
  }

  /** [batch, tokens, dModel] -> the same. */
  forward(src: Tensor, masks: EncoderMasks = {}): Tensor {
    return this.forwardWithWeights(src, masks, { needWeights: false }).output;
  }

  /** The same, and the attention weights. */
  forwardWithWeights(
    src: Tensor,
    masks: EncoderMasks = {},
    { needWeights = true, averageAttnWeights = true }: WeightsOptions = {},
  ): { readonly output: Tensor; readonly weights: Tensor | undefined } {
    expectOptions(this.path, masks, maskNames);
    return this.#laidOut(() => {
      const attend = (x: Tensor) => {
        const { output, weights } = this.selfAttention.forward(x, x, x, {
          ...(masks.srcMask ? { attnMask: masks.srcMask } : {}),
          ...(masks.srcKeyPaddingMask ? { keyPaddingMask: masks.srcKeyPaddingMask } : {}),
          isCausal: masks.isCausal === true,
          needWeights,
          averageAttnWeights,
        });
        return { attended: this.#dropout.forward(output), weights };
      };
      if (this.options.normFirst) {
        const { attended, weights } = attend(this.norm1.forward(src));
        const x = add(src, attended);
        const output = add(x, this.#feedForward(this.norm2.forward(x)));
        return { output: this.see("output", output, ["N", "T", "E"]), weights };
      }
      const { attended, weights } = attend(src);
      const x = this.norm1.forward(add(src, attended));
      const output = this.norm2.forward(add(x, this.#feedForward(x)));
      return { output: this.see("output", output, ["N", "T", "E"]), weights };
    });
  }

  #laidOut<T>(body: () => T extends PromiseLike<unknown> ? never : T): T {
    return withLayout({ tokensFirst: this.options.batchFirst === false }, () => scope<T>(body));
  }

  #feedForward(x: Tensor): Tensor {
    const input = this.see("feedForwardInput", x, ["N", "T", "E"]);
    const hidden = this.#dropout.forward(this.#activation(this.linear1.forward(input)));
    const output = this.#dropout.forward(this.linear2.forward(hidden));
    return this.see("feedForwardOutput", output, ["N", "T", "E"]);
  }

  /** Another layer with the same options and values, as PyTorch's stacks make of the one they are given. */
  clone(): TransformerEncoderLayer {
    const copy = new TransformerEncoderLayer(this.options);
    copy.loadStateDict(this.stateDict());
    return copy;
  }
}
