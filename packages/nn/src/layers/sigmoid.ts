import { Module } from "../module/module.ts";
import { sigmoid } from "../ops/sigmoid.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** 1 / (1 + e^-x). PyTorch's `nn.Sigmoid`. */
export class Sigmoid extends Module {
  forward(x: Tensor): Tensor {
    return sigmoid(x);
  }
}
