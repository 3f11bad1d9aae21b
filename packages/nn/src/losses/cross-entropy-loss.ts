import { type CrossEntropyOptions, crossEntropy } from "../ops/cross-entropy.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Loss } from "./loss.ts";

/** `crossEntropy` as a module; PyTorch's `nn.CrossEntropyLoss`. */
export class CrossEntropyLoss extends Loss<CrossEntropyOptions> {
  constructor(options: CrossEntropyOptions = {}) {
    super(options);
  }

  forward(logits: Tensor, target: Tensor): Tensor {
    return crossEntropy(logits, target, this.options);
  }
}
