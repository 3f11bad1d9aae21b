import { ChatTemplateError } from "./chat-template-error.ts";

/*
 * Python's values in JavaScript: None is null, what is undefined is undefined, integers are numbers, strings, booleans and
 * lists are themselves, and the rest has the classes of this file.
 */

/** A float: Python tells 1.0 from 1. */
export class PyFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export class PyTuple {
  readonly items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    this.items = items;
  }
}

/** Keys and values in the order in which they came. */
export class PyDict {
  readonly entries: Map<unknown, unknown>;

  constructor(entries: Iterable<readonly [unknown, unknown]> = []) {
    this.entries = new Map();
    for (const [key, value] of entries) this.entries.set(keyOf(key), value);
  }

  has(key: unknown): boolean {
    return this.entries.has(keyOf(key));
  }

  get(key: unknown): unknown {
    return this.entries.get(keyOf(key));
  }
}

/** Python has one key for 1, 1.0 and True. */
const keyOf = (key: unknown): unknown =>
  key instanceof PyFloat && Number.isInteger(key.value)
    ? key.value
    : typeof key === "boolean"
      ? Number(key)
      : key;

/** What has attributes that can be set: `namespace()`. */
export class PyNamespace {
  readonly attributes = new Map<string, unknown>();
}

export interface CallArguments {
  readonly positional: readonly unknown[];
  readonly named: ReadonlyMap<string, unknown>;
}

/** What can be called: a macro, a method, a global function. */
export class PyFunction {
  readonly name: string;
  readonly call: (given: CallArguments) => unknown;
  /** What it has beside that it can be called. */
  readonly attributes: ReadonlyMap<string, unknown>;

  constructor(
    name: string,
    call: (given: CallArguments) => unknown,
    attributes: ReadonlyMap<string, unknown> = new Map(),
  ) {
    this.name = name;
    this.call = call;
    this.attributes = attributes;
  }
}

/** An object whose attributes are computed: the `loop` of a block. */
export interface PyObject {
  readonly typeName: string;
  attribute(name: string): unknown;
  call?(given: CallArguments): unknown;
}

export const isObject = (value: unknown): value is PyObject =>
  typeof value === "object" && value !== null && "typeName" in value && "attribute" in value;

/** Values as they come from JSON or from a program. */
export function fromJavaScript(value: unknown, depth = 0): unknown {
  if (depth > 200) throw new ChatTemplateError("what it is given is nested too deep");
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isInteger(value) ? value : new PyFloat(value);
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map((one) => fromJavaScript(one, depth + 1));
  if (value instanceof Map || typeof value === "object") {
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    return new PyDict(
      entries
        .filter(([, one]) => one !== undefined)
        .map(([key, one]) => [key, fromJavaScript(one, depth + 1)] as const),
    );
  }
  throw new ChatTemplateError(`it is given a ${typeof value}, expected data as JSON has them`);
}

export const isNumber = (value: unknown): value is number | PyFloat | boolean =>
  typeof value === "number" || typeof value === "boolean" || value instanceof PyFloat;

export const numberOf = (value: number | PyFloat | boolean): number =>
  value instanceof PyFloat ? value.value : Number(value);

export const isSequence = (value: unknown): value is readonly unknown[] | PyTuple =>
  Array.isArray(value) || value instanceof PyTuple;

export const itemsOf = (value: readonly unknown[] | PyTuple): readonly unknown[] =>
  value instanceof PyTuple ? value.items : value;

/** Whether Python takes it for true. */
export function isTrue(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (isNumber(value)) return numberOf(value) !== 0;
  if (typeof value === "string") return value !== "";
  if (isSequence(value)) return itemsOf(value).length > 0;
  if (value instanceof PyDict) return value.entries.size > 0;
  return true;
}

/** Its type's name in Python. */
export function typeName(value: unknown): string {
  if (value === undefined) return "Undefined";
  if (value === null) return "NoneType";
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "int";
  if (value instanceof PyFloat) return "float";
  if (value instanceof PyTuple) return "tuple";
  if (Array.isArray(value)) return "list";
  if (value instanceof PyDict) return "dict";
  if (value instanceof PyNamespace) return "Namespace";
  if (value instanceof PyFunction) return "function";
  return isObject(value) ? value.typeName : typeof value;
}

/** What can be walked over; characters of a text, keys of a dict, nothing of what is undefined. */
export function iterate(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (typeof value === "string") return [...value];
  if (isSequence(value)) return itemsOf(value);
  if (value instanceof PyDict) return [...value.entries.keys()];
  throw new ChatTemplateError(`'${typeName(value)}' object is not iterable`);
}
