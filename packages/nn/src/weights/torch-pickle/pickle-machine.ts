import { TorchFileError } from "./torch-file-error.ts";

/** What the values of a pickle weigh about, in bytes; a file of a kilobyte must not make gigabytes. */
const weights = { list: 48, dict: 200, memo: 40 };
const MOST_WEIGHT = 2 ** 27;
const DEEPEST_STACK = 2 ** 22;
const MOST_MARKS = 1000;

/** The stack and the memo of Python's unpickler, with bounds. */
export class PickleMachine {
  #stack: unknown[] = [];
  readonly #below: unknown[][] = [];
  readonly #memo = new Map<number, unknown>();
  #weight = 0;

  /** Count what is about to be made. */
  weigh(kind: keyof typeof weights): void {
    this.#weight += weights[kind];
    if (this.#weight > MOST_WEIGHT)
      throw new TorchFileError("the pickle makes more lists, dicts and references than any model");
  }

  push(value: unknown): void {
    if (this.#stack.length >= DEEPEST_STACK)
      throw new TorchFileError("the pickle puts more on its stack than any model");
    this.#stack.push(value);
  }

  pop(): unknown {
    if (this.#stack.length === 0)
      throw new TorchFileError("the pickle takes from its stack what it has not put there");
    return this.#stack.pop();
  }

  /** `count` values, in the order in which they were put. */
  popMany(count: number): unknown[] {
    if (this.#stack.length < count)
      throw new TorchFileError("the pickle takes from its stack what it has not put there");
    return this.#stack.splice(this.#stack.length - count);
  }

  top(): unknown {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  mark(): void {
    if (this.#below.length >= MOST_MARKS)
      throw new TorchFileError(`the pickle nests more than ${MOST_MARKS} containers`);
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** The values above the last mark, which goes with them. */
  popToMark(): unknown[] {
    const above = this.#stack;
    const below = this.#below.pop();
    if (!below) throw new TorchFileError("the pickle looks for a mark that it has not set");
    this.#stack = below;
    return above;
  }

  remember(index = this.#memo.size): void {
    this.weigh("memo");
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined)
      throw new TorchFileError(`the pickle refers to value ${index}, which it has not remembered`);
    this.push(value);
  }
}

/** A list, not a tuple, which is frozen. */
export function expectList(value: unknown): unknown[] {
  if (Array.isArray(value) && !Object.isFrozen(value)) return value;
  throw new TorchFileError("the pickle appends to what is no list");
}

export function expectDict(value: unknown): Map<unknown, unknown> {
  if (value instanceof Map) return value;
  throw new TorchFileError("the pickle sets an item of what is no dict");
}

/** Python refuses lists, dicts and sets as keys and as elements of sets. */
export function expectHashable(value: unknown): unknown {
  const isHashable =
    value === null || typeof value !== "object"
      ? true
      : Array.isArray(value)
        ? Object.isFrozen(value)
        : !(value instanceof Map || value instanceof Set);
  if (isHashable) return value;
  throw new TorchFileError("the pickle has a list, dict or set as a key, which Python has not");
}
