import { expectIndex, expectIterable } from "../options/expect-argument.ts";
import { Module } from "./module.ts";

/** Modules in order, named "0", "1", ...; PyTorch's `nn.ModuleList`. */
export class ModuleList<M extends Module> extends Module implements Iterable<M> {
  readonly #items: M[] = [];

  constructor(items: Iterable<M>) {
    super();
    expectIterable("ModuleList", "items", items);
    for (const item of items) this.#items.push(this.child(String(this.#items.length), item));
  }

  get length(): number {
    return this.#items.length;
  }

  protected override get repeats(): boolean {
    return true;
  }

  at(index: number): M {
    expectIndex("ModuleList", "index", index);
    const item = this.#items.at(index);
    if (!item) throw new RangeError(`ModuleList: no module ${index} of ${this.length}`);
    return item;
  }

  [Symbol.iterator](): Iterator<M> {
    return this.#items[Symbol.iterator]();
  }
}
