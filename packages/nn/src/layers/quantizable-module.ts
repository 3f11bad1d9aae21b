import { Module } from "../module/module.ts";
import { QuantizedWeight } from "../module/quantized-weight.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A module whose weight `quantize` may store in few bits. */
export abstract class QuantizableModule extends Module {
  #weight: Tensor | QuantizedWeight;

  constructor(weight: Tensor) {
    super();
    this.#weight = this.parameter("weight", weight);
  }

  /** The float32 parameter; an error since `quantize`. */
  get weight(): Tensor {
    if (!(this.#weight instanceof QuantizedWeight)) return this.#weight;
    throw new Error(
      `${this.path}: the weight is quantised (${this.#weight.format}), expected float32: its values are gone, ` +
        "load the model anew",
    );
  }

  /** The weight since `quantize`. */
  get quantized(): QuantizedWeight | undefined {
    return this.#weight instanceof QuantizedWeight ? this.#weight : undefined;
  }

  /** The weight in the form that it has. */
  protected get storedWeight(): Tensor | QuantizedWeight {
    return this.#weight;
  }

  get device(): Device {
    return this.#weight.device;
  }

  /** Take this in the place of the weight, which the caller frees. See `quantize`. */
  takeQuantized(quantized: QuantizedWeight): void {
    this.replaceParameter("weight", quantized);
    this.#weight = quantized;
  }
}
