import type { Shape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import type { Tensor } from "../tensor/tensor.ts";

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
    const made = filled(device, shape, fill).makeLasting();
    this.tensors.set(name, made);
    return made;
  }

  dispose(): void {
    for (const tensor of this.tensors.values()) tensor.dispose();
    this.tensors.clear();
  }
}
