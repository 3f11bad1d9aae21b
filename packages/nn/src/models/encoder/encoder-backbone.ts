import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { select } from "../../ops/select.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Encoded } from "../heads/head.ts";
import { PredictionTransform } from "../heads/prediction-transform.ts";
import { EncoderEmbeddings, type TokenPlaces } from "./encoder-embeddings.ts";
import type { EncoderNames, EncoderOptions } from "./encoder-options.ts";
import { type EncoderContext, EncoderStack } from "./encoder-stack.ts";

/** An encoder without a head: ids to a vector for each token, and perhaps one for the sequence. */
export class EncoderBackbone extends Module {
  readonly embeddings: EncoderEmbeddings;
  readonly stack: EncoderStack;
  /** On the first token: BERT, arXiv:1810.04805. */
  readonly pooler: PredictionTransform | undefined;

  constructor(encoder: EncoderOptions, names: EncoderNames, options: ParameterOptions) {
    super();
    this.embeddings = this.child("embeddings", new EncoderEmbeddings(encoder, names, options));
    this.stack = this.child(names.stack, new EncoderStack(encoder, names, options));
    if (names.pooler !== undefined)
      this.pooler = this.child(
        "pooler",
        new PredictionTransform(
          encoder.dModel,
          { dense: names.pooler, activation: "tanh" },
          { ...options, deviation: encoder.initial.weights },
        ),
      );
  }

  /** int32 ids [batch, tokens]. */
  forward(ids: Tensor, { attentionMask, positions, tokenTypes }: EncoderInputs = {}): Encoded {
    const embedded = this.embeddings.forward(ids, { positions, tokenTypes });
    const hidden = this.stack.forward(embedded, { attentionMask, positions });
    return {
      hidden: this.see("hidden", hidden, ["N", "T", "E"]),
      pooled: this.pooler?.forward(select(hidden, 1, 0)),
      attentionMask,
    };
  }
}

/** What goes with the ids. */
export interface EncoderInputs extends EncoderContext, TokenPlaces {}
