import { Module } from "../module/module.ts";
import { silu } from "../ops/silu.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** x sigmoid(x). PyTorch's `nn.SiLU`. */
export class SiLU extends Module {
  forward(x: Tensor): Tensor {
    return silu(x);
  }
}
