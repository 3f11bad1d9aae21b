import { Module } from "../module/module.ts";
import { tanh } from "../ops/tanh.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Hyperbolic tangent. PyTorch's `nn.Tanh`. */
export class Tanh extends Module {
  forward(x: Tensor): Tensor {
    return tanh(x);
  }
}
