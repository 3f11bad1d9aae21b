import { MultiheadAttention } from "../attention/multihead-attention.ts";
import { Dropout } from "../layers/dropout.ts";
import { LayerNorm } from "../layers/layer-norm.ts";
import { Linear } from "../layers/linear.ts";
import { withLayout } from "../module/axes.ts";
import { Module } from "../module/module.ts";
import { isObserved } from "../module/observe.ts";
import { parameterOptions } from "../module/parameter-options.ts";
import { add } from "../ops/add.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  activationFunction,
  layerOptions,
  type TransformerLayerOptions,
} from "./transformer-options.ts";

/** What encoder and decoder layers share: attentions and a feed-forward network, each with a norm. */
export abstract class TransformerLayer extends Module {
  readonly options: TransformerLayerOptions;
  readonly linear1: Linear;
  readonly linear2: Linear;
  /** One before or after each attention, and one for the feed-forward network. */
  protected readonly norms: readonly LayerNorm[];
  protected readonly attentions: readonly MultiheadAttention[];
  readonly #activation: (x: Tensor) => Tensor;
  readonly #dropout: Dropout;

  /** `attentionNames` are state-dict keys; the parts are registered in PyTorch's order. */
  constructor(options: TransformerLayerOptions, attentionNames: readonly string[]) {
    super();
    const chosen = layerOptions.complete(options, this.constructor.name);
    const { dModel, nhead, dimFeedforward, dropout, activation } = chosen;
    const { layerNormEps, batchFirst, bias } = chosen;
    const shared = { ...parameterOptions(options), bias };
    this.options = options;
    this.attentions = attentionNames.map((name) =>
      this.child(name, new MultiheadAttention(dModel, nhead, { ...shared, dropout, batchFirst })),
    );
    this.linear1 = this.child(
      "linear1",
      new Linear(dModel, dimFeedforward, { ...shared, axis: "dimFeedforward" }),
    );
    this.linear2 = this.child(
      "linear2",
      new Linear(dimFeedforward, dModel, { ...shared, axis: "E" }),
    );
    this.norms = [...attentionNames, "feed-forward"].map((_, i) =>
      this.child(`norm${i + 1}`, new LayerNorm(dModel, { ...shared, eps: layerNormEps })),
    );
    this.#dropout = this.child("dropout", new Dropout(dropout, parameterOptions(options)));
    this.#activation = activationFunction(activation);
  }

  get selfAttention(): MultiheadAttention {
    return this.attentions[0]!;
  }
  get norm1(): LayerNorm {
    return this.norms[0]!;
  }
  get norm2(): LayerNorm {
    return this.norms[1]!;
  }

  /** residual + dropout(x) */
  protected dropAdd(x: Tensor, residual: Tensor): Tensor {
    return this.#dropout.forward(x, { residual });
  }

  /** Run the body in a scope, with captured tensors named by this layer's layout. */
  protected laidOut<T>(body: () => T extends PromiseLike<unknown> ? never : T): T {
    return withLayout({ tokensFirst: this.options.batchFirst === false }, () => scope<T>(body));
  }

  /** residual + the feed-forward network of x */
  protected feedForward(x: Tensor, residual: Tensor): Tensor {
    const input = this.see("feedForwardInput", x, ["N", "T", "E"]);
    const hidden = this.#dropout.forward(this.#activation(this.linear1.forward(input)));
    const output = this.linear2.forward(hidden);
    if (!isObserved()) return this.dropAdd(output, residual);
    const dropped = this.#dropout.forward(output);
    return add(residual, this.see("feedForwardOutput", dropped, ["N", "T", "E"]));
  }
}
