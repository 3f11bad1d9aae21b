import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { tanh } from "../../ops/tanh.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type BlockNorm, blockNorm } from "../block/block-norm.ts";
import type { FeedForwardActivation, NormOptions } from "../block/block-options.ts";
import { activated } from "../block/feed-forward.ts";

/** A linear layer of the same width, an activation, perhaps a norm: what stands before the scores of a head. */
export interface TransformOptions {
  /** Of the linear layer in the state dict. */
  readonly dense: string;
  readonly activation: FeedForwardActivation | "tanh";
  /** true unless given. */
  readonly bias?: boolean;
  readonly norm?: { readonly name: string; readonly options: NormOptions };
}

/** BERT's transform before the words, RoBERTa's before the classes, a pooler. */
export class PredictionTransform extends Module {
  readonly dense: Linear;
  readonly norm: BlockNorm | undefined;
  readonly #activation: TransformOptions["activation"];

  constructor(
    width: number,
    { dense, activation, bias = true, norm }: TransformOptions,
    { deviation, ...options }: ParameterOptions & { readonly deviation: number },
  ) {
    super();
    const inits = { weightInit: normalWith(deviation), biasInit: filledWith(0) };
    this.dense = this.child(
      dense,
      new Linear(width, width, { ...options, ...inits, bias, axis: "E" }),
    );
    this.norm = norm && this.child(norm.name, blockNorm(width, norm.options, options));
    this.#activation = activation;
  }

  /** [..., width] -> the same. */
  forward(x: Tensor): Tensor {
    const y = this.#activated(x);
    return this.norm ? this.norm.forward(y) : y;
  }

  #activated(x: Tensor): Tensor {
    const activation = this.#activation;
    if (activation === "tanh") return tanh(this.dense.forward(x));
    return activated(this.dense, x, activation);
  }
}
