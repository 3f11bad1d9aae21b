import type { Node } from "./network.ts";

/** What comes behind the rules that are open, the innermost first. */
export interface Stack {
  readonly id: number;
  readonly after: Node | undefined;
  readonly below: Stack | undefined;
  /** The fewest bytes that it takes to end all of them. */
  readonly distance: number;
  /** Stacks with one rule more. */
  above: Map<Node, Stack> | undefined;
}

/** No rule but the root is open. */
export const ROOT: Stack = {
  ...{ id: 0, after: undefined, below: undefined, distance: 0, above: undefined },
};

/** Makes each stack once, so that equal ones are the same. */
export class StackPool {
  #count = 0;
  #lowest = new Map<Node, Stack>();

  push(below: Stack, after: Node): Stack {
    let above = below === ROOT ? this.#lowest : below.above;
    if (!above) {
      above = new Map();
      below.above = above;
    }
    const known = above.get(after);
    if (known) return known;
    const distance = below.distance + after.distance;
    const stack: Stack = { id: ++this.#count, after, below, distance, above: undefined };
    above.set(after, stack);
    return stack;
  }

  /** Let those go that nobody holds. */
  forget(): void {
    this.#lowest = new Map();
  }
}
