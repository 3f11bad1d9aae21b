import type { Tensor } from "../tensor/tensor.ts";

/** Token windows and the tokens that follow each of theirs, both int32 [batch, tokens]. */
export interface LanguageModelBatch {
  readonly inputs: Tensor;
  readonly targets: Tensor;
}
