import { Module } from "../module/module.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Passes its input on. PyTorch's `nn.Identity`. */
export class Identity extends Module {
  forward(x: Tensor): Tensor {
    expectTensor("Identity", "x", x);
    return x;
  }
}
