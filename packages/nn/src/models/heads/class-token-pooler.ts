import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { select } from "../../ops/select.ts";
import { tanh } from "../../ops/tanh.ts";
import type { FeedForwardActivation } from "../block/block-options.ts";
import { activations } from "../block/feed-forward.ts";

export type PoolerActivation = FeedForwardActivation | "tanh";

import { type Encoded, Head, type HeadOutputs } from "./head.ts";

/** The first token, projected and activated, beside what the backbone gives. */
export class ClassTokenPooler extends Head {
  /** dModel -> the width of what is pooled */
  readonly dense: Linear;
  readonly #activation: PoolerActivation;

  constructor(
    dModel: number,
    width: number,
    activation: PoolerActivation,
    deviation: number,
    options: ParameterOptions,
  ) {
    super();
    this.#activation = activation;
    const inits = { weightInit: normalWith(deviation), biasInit: filledWith(0), axis: "pooled" };
    this.dense = this.child("dense", new Linear(dModel, width, { ...options, ...inits }));
  }

  /** [batch, tokens, dModel] -> { last_hidden_state: the same, pooler_output [batch, width] } */
  forward({ hidden }: Encoded): HeadOutputs {
    const first = this.dense.forward(select(hidden, 1, 0));
    const pooled = this.#activation === "tanh" ? tanh(first) : activations[this.#activation](first);
    return { last_hidden_state: hidden, pooler_output: pooled };
  }
}
