import { Module } from "../module/module.ts";
import { relu } from "../ops/relu.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** max(x, 0). PyTorch's `nn.ReLU`. */
export class ReLU extends Module {
  forward(x: Tensor): Tensor {
    return relu(x);
  }
}
