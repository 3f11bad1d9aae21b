import { Module } from "../module/module.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Passes its input on. PyTorch's `nn.Identity`. */
export class Identity extends Module {
  forward(x: Tensor): Tensor {
    return x;
  }
}
