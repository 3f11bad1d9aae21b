import { ChatTemplateError } from "./chat-template-error.ts";
import { isEqual } from "./python-operators.ts";
import { type CallArguments, PyFunction, type PyObject, PyTuple } from "./python-values.ts";

/** The `loop` of a block: where it is, and what stands beside. */
export class Loop implements PyObject {
  readonly typeName = "LoopContext";
  readonly #items: readonly unknown[];
  readonly #depth: number;
  readonly #recurse: ((over: unknown) => string) | undefined;
  #index = 0;
  #last: unknown = unset;

  constructor(
    items: readonly unknown[],
    depth: number,
    recurse: ((over: unknown) => string) | undefined,
  ) {
    this.#items = items;
    this.#depth = depth;
    this.#recurse = recurse;
  }

  moveTo(index: number): void {
    this.#index = index;
  }

  attribute(name: string): unknown {
    const [i, length] = [this.#index, this.#items.length];
    switch (name) {
      case "index":
        return i + 1;
      case "index0":
        return i;
      case "revindex":
        return length - i;
      case "revindex0":
        return length - i - 1;
      case "first":
        return i === 0;
      case "last":
        return i === length - 1;
      case "length":
        return length;
      case "depth":
        return this.#depth + 1;
      case "depth0":
        return this.#depth;
      case "previtem":
        return this.#items[i - 1];
      case "nextitem":
        return this.#items[i + 1];
      case "cycle":
        return new PyFunction("cycle", ({ positional }) => {
          if (positional.length === 0) throw new ChatTemplateError("no items for cycling given");
          return positional[i % positional.length];
        });
      case "changed":
        return new PyFunction("changed", ({ positional }) => this.#changed(positional));
      default:
        return undefined;
    }
  }

  call({ positional: [over] }: CallArguments): unknown {
    if (!this.#recurse) throw new ChatTemplateError("the loop must be marked as recursive");
    return this.#recurse(over);
  }

  #changed(values: readonly unknown[]): boolean {
    const now = new PyTuple(values);
    const changed = this.#last === unset || !isEqual(this.#last, now);
    this.#last = now;
    return changed;
  }
}

const unset = Symbol("no value yet");
