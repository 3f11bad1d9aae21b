import { expectObject, expectText } from "../options/expect-argument.ts";
import { Module } from "./module.ts";

/**
 * Modules by name, in order; PyTorch's `nn.ModuleDict`.
 *
 * @throws RangeError for a name with a dot, and a name that is asked for and not there
 */
export class ModuleDict<M extends Module> extends Module implements Iterable<readonly [string, M]> {
  readonly #items = new Map<string, M>();

  constructor(items: Readonly<Record<string, M>>) {
    super();
    expectObject("ModuleDict", "items", items, "an object");
    for (const [name, item] of Object.entries(items)) {
      if (name === "" || name.includes("."))
        throw new RangeError(
          `ModuleDict: name is ${JSON.stringify(name)}, expected one without a dot`,
        );
      this.#items.set(name, this.child(name, item));
    }
  }

  get size(): number {
    return this.#items.size;
  }

  has(name: string): boolean {
    expectText("ModuleDict", "name", name);
    return this.#items.has(name);
  }

  get(name: string): M {
    const item = this.#items.get(name);
    if (!item)
      throw new RangeError(
        `ModuleDict: there is no module ${name}, expected one of ${[...this.#items.keys()].join(", ")}`,
      );
    return item;
  }

  [Symbol.iterator](): Iterator<readonly [string, M]> {
    return this.#items[Symbol.iterator]();
  }
}
