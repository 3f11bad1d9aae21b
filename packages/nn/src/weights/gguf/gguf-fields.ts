import { GgufError } from "./gguf-error.ts";
import type { GgufPlain, GgufValue } from "./gguf-values.ts";

/** The metadata of a GGUF file, read by key; what has been read is known, so that the rest can be refused. */
export class GgufFields {
  readonly #keyValues: ReadonlyMap<string, GgufValue>;
  readonly #read = new Set<string>();

  constructor(keyValues: ReadonlyMap<string, GgufValue>) {
    this.#keyValues = keyValues;
  }

  optional(key: string): GgufPlain | undefined {
    this.#read.add(key);
    return this.#keyValues.get(key)?.value;
  }

  /** A finite number; `otherwise` where the key is missing, which is an error without it. */
  number(key: string, otherwise?: number): number {
    const value = this.optional(key) ?? otherwise;
    if (typeof value === "number" && Number.isFinite(value))
      return this.#keyValues.get(key)?.type === "float32" ? shortest(value) : value;
    throw new GgufError(`is ${said(value)}, expected a number`, key);
  }

  /** An integer from 1 to 2^31. */
  count(key: string, otherwise?: number): number {
    const value = this.number(key, otherwise);
    if (Number.isInteger(value) && value >= 1 && value <= 2 ** 31) return value;
    throw new GgufError(`is ${value}, expected an integer from 1 to 2147483648`, key);
  }

  text(key: string): string | undefined {
    const value = this.optional(key);
    if (value === undefined || typeof value === "string") return value;
    throw new GgufError(`is ${said(value)}, expected text`, key);
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.optional(key) ?? otherwise;
    if (typeof value === "boolean") return value;
    throw new GgufError(`is ${said(value)}, expected true or false`, key);
  }

  /** A token's id, where it is given. */
  id(key: string): number | undefined {
    const value = this.optional(key);
    if (value === undefined || (Number.isInteger(value) && Number(value) >= 0))
      return value as number | undefined;
    throw new GgufError(`is ${said(value)}, expected the id of a token`, key);
  }

  list<T extends GgufPlain>(key: string, is: (value: GgufPlain) => value is T): readonly T[] {
    const value = this.optional(key);
    if (Array.isArray(value) && value.every(is)) return value;
    throw new GgufError(`is ${said(value)}, expected an array of another kind`, key);
  }

  /** Keys that begin so and have not been asked for. */
  unread(prefix: string): readonly string[] {
    return [...this.#keyValues.keys()].filter(
      (key) => key.startsWith(prefix) && !this.#read.has(key),
    );
  }
}

export const isText = (value: GgufPlain): value is string => typeof value === "string";
export const isNumber = (value: GgufPlain): value is number => typeof value === "number";

const said = (value: GgufPlain | undefined): string =>
  value === undefined
    ? "missing"
    : Array.isArray(value)
      ? "an array"
      : JSON.stringify(String(value));

/** The shortest decimal number that is the same float32: 0.00001 for 0.000009999999747. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
