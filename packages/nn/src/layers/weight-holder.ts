import { Module } from "../module/module.ts";
import type { Weight } from "../module/weight.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { FloatWeight } from "./float-weight.ts";

/** A module with a weight that may take another form: `quantize` packs it, `addLora` puts an adapter in front. */
export abstract class WeightHolder extends Module {
  #held: Weight;

  constructor(weight: Tensor) {
    super();
    this.#held = this.ownWeight("weight", new FloatWeight(weight));
  }

  /** The float32 parameter; an error since `quantize`. */
  get weight(): Tensor {
    const { parameter, format } = this.#held;
    if (parameter) return parameter;
    throw new Error(
      `${this.path}: the weight is quantised (${format}), expected float32: its values are gone, ` +
        "load the model anew",
    );
  }

  /** The packed weight since `quantize`. */
  get quantized(): Weight | undefined {
    const { base } = this.#held;
    return base.parameter ? undefined : base;
  }

  /** The weight in the form that it has. @internal */
  get held(): Weight {
    return this.#held;
  }

  get device(): Device {
    return this.#held.device;
  }

  /** Hold the weight in this form from now on; the caller frees what it has no more of. @internal */
  hold(weight: Weight): void {
    this.#held = this.ownWeight("weight", weight);
  }
}
