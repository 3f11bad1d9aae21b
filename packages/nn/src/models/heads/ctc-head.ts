import { Dropout } from "../../layers/dropout.ts";
import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { type Encoded, Head, type HeadOutputs } from "./head.ts";

/** Scores of letters at each place, for connectionist temporal classification: Graves et al. 2006. */
export class CtcHead extends Head {
  /** dModel -> vocabSize */
  readonly linear: Linear;
  readonly #dropout: Dropout;

  constructor(
    sizes: { readonly dModel: number; readonly vocabSize: number; readonly dropout: number },
    deviation: number,
    options: ParameterOptions,
  ) {
    super();
    const { dModel, vocabSize, dropout } = sizes;
    const inits = { weightInit: normalWith(deviation), biasInit: filledWith(0), axis: "vocab" };
    this.linear = this.child("lm_head", new Linear(dModel, vocabSize, { ...options, ...inits }));
    this.#dropout = this.child("dropout", new Dropout(dropout, options));
  }

  /** { logits [batch, tokens, vocabSize] } */
  forward({ hidden }: Encoded): HeadOutputs {
    return { logits: this.linear.forward(this.#dropout.forward(hidden)) };
  }
}
