import { expectIndex } from "../options/expect-argument.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/** A module from one tensor to one tensor. */
export type TensorModule = Module & { forward(x: Tensor): Tensor };

/** Modules one after another, named "0", "1", ...; PyTorch's `nn.Sequential`. */
export class Sequential extends Module implements Iterable<TensorModule> {
  readonly #items: TensorModule[] = [];

  constructor(...items: readonly TensorModule[]) {
    super();
    for (const item of items) this.#items.push(this.child(String(this.#items.length), item));
  }

  get length(): number {
    return this.#items.length;
  }

  at(index: number): TensorModule {
    expectIndex("Sequential", "index", index);
    const item = this.#items.at(index);
    if (!item) throw new RangeError(`Sequential: no module ${index} of ${this.length}`);
    return item;
  }

  forward(x: Tensor): Tensor {
    return scope(() => this.#items.reduce((y, item) => item.forward(y), x));
  }

  [Symbol.iterator](): Iterator<TensorModule> {
    return this.#items[Symbol.iterator]();
  }
}
