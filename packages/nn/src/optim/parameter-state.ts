import { type Shape, sizeOf } from "@qkv/core-wasm/contract";
import { Tensor } from "../tensor/tensor.ts";

/** What an optimiser keeps for one parameter. */
export class ParameterState {
  /** Steps done, the one under way included. */
  step = 0;
  readonly tensors = new Map<string, Tensor>();
  readonly #parameter: Tensor;

  constructor(parameter: Tensor) {
    this.#parameter = parameter;
  }

  /** The tensor of this name: the parameter's shape and zeros at first, unless said. */
  tensor(
    name: string,
    { shape = this.#parameter.shape, fill = 0 }: { shape?: Shape; fill?: number } = {},
  ): Tensor {
    const known = this.tensors.get(name);
    if (known) return known;
    const { device } = this.#parameter;
    const made = Tensor.empty(device, shape).makeLasting();
    // The meta device keeps no values: those of a model that no machine holds are not made for it.
    if (!device.backend.shapesOnly) made.upload(new Float64Array(sizeOf(shape)).fill(fill));
    this.tensors.set(name, made);
    return made;
  }

  dispose(): void {
    for (const tensor of this.tensors.values()) tensor.dispose();
    this.tensors.clear();
  }
}
