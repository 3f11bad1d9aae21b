import type { Shape } from "@qkv/core-wasm/contract";
import type { MultiplyOptions, Weight } from "../module/weight.ts";
import { embedding } from "../ops/embedding.ts";
import { matmul } from "../ops/matmul.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";

const none = new Map<string, never>();

/** A weight that is a float32 parameter, which other weights may share. */
export class FloatWeight implements Weight {
  readonly format = "float32";
  readonly buffers = none;
  readonly modules = none;
  readonly parameter: Tensor;

  constructor(parameter: Tensor) {
    this.parameter = parameter;
  }

  get base(): this {
    return this;
  }

  get shape(): Shape {
    return this.parameter.shape;
  }

  get device(): Device {
    return this.parameter.device;
  }

  multiply(x: Tensor, options: MultiplyOptions): Tensor {
    return matmul(x, this.parameter, { transposeB: true, ...options });
  }

  rows(ids: Tensor, paddingIdx: number | undefined): Tensor {
    return embedding(this.parameter, ids, { paddingIdx });
  }
}
