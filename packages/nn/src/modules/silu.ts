import { silu } from "../ops/silu.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/** x sigmoid(x). PyTorch's `nn.SiLU`. */
export class SiLU extends Module {
  forward(x: Tensor): Tensor {
    return silu(x);
  }
}
