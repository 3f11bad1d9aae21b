import type { Model } from "../models/roles.ts";
import { crossEntropy } from "../ops/cross-entropy.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { RecipeError } from "./settings-error.ts";

/** A batch of a model of tokens: int32 [sequences, tokens] each. */
export interface TokenTensors {
  /** What a decoder reads, or the source of an encoder-decoder. */
  readonly ids: Tensor;
  /** What the decoder of an encoder-decoder reads. */
  readonly decoderIds?: Tensor;
  /** What it is to say at each place. */
  readonly targets: Tensor;
}

/** A loss that is the mean cross entropy of tokens: what a model is given of a batch, and which targets count. */
export interface TokenLoss<B> {
  of(batch: B): TokenTensors;
  /** The target of places that do not count; -100 unless given. */
  readonly ignoreIndex?: number;
  readonly labelSmoothing?: number;
  /** The id that fills rows up. */
  readonly paddingIdx: number;
}

/** The loss of a batch as a trainer takes it. */
export const meanTokenLoss =
  <B>(model: Model, tokens: TokenLoss<B>) =>
  (batch: B): Tensor => {
    const { ignoreIndex = -100, labelSmoothing = 0 } = tokens;
    const { ids, decoderIds, targets } = tokens.of(batch);
    return crossEntropy(logitsOf(model, ids, decoderIds), targets, { ignoreIndex, labelSmoothing });
  };

function logitsOf(model: Model, ids: Tensor, decoderIds: Tensor | undefined): Tensor {
  if (model.role === "decoder") return model.forward(ids);
  if (model.role === "encoder-decoder" && decoderIds) return model.forward(ids, decoderIds);
  throw new RecipeError(`the model is a ${model.role}, expected one that says tokens`);
}
