import { TokenizerDataError, wrongField } from "./tokenizer-data-error.ts";

const deepest = 16;

/** The fields of an object in a tokenizer's file, each checked as it is read. What nobody asks for is left alone. */
export class ComponentFields {
  /** Where it stands: "pre_tokenizer.pretokenizers[1]". */
  readonly path: string;
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #depth: number;

  constructor(value: unknown, path: string, depth = 0) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw wrongField(path, value, "an object");
    if (depth > deepest)
      throw new TokenizerDataError(`${path} is nested deeper than ${deepest} components`);
    this.path = path;
    this.#values = new Map(Object.entries(value));
    this.#depth = depth;
  }

  /** Undefined where it is missing or null. */
  any(name: string): unknown {
    return this.#values.get(name) ?? undefined;
  }

  has(name: string): boolean {
    return this.any(name) !== undefined;
  }

  text(name: string, otherwise?: string): string {
    return this.#read(name, otherwise, isText, "text");
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  /** One character. */
  character(name: string, otherwise?: string): string {
    return this.#read(
      name,
      otherwise,
      (value): value is string => isText(value) && [...value].length === 1,
      "one character",
    );
  }

  flag(name: string, otherwise?: boolean): boolean {
    return this.#read(
      name,
      otherwise,
      (value): value is boolean => typeof value === "boolean",
      "true or false",
    );
  }

  /** An integer from 0 up. */
  count(name: string, otherwise?: number): number {
    return this.#read(
      name,
      otherwise,
      (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0,
      "an integer from 0 up",
    );
  }

  oneOf<const C extends string>(name: string, choices: readonly C[], otherwise?: C): C {
    return this.#read(
      name,
      otherwise,
      (value): value is C => choices.some((one) => one === value),
      choices.map((one) => JSON.stringify(one)).join(" or "),
    );
  }

  list(name: string): readonly unknown[] {
    return this.#read(
      name,
      undefined,
      (value): value is unknown[] => Array.isArray(value),
      "a list",
    );
  }

  /** The objects of a list. */
  objects(name: string): readonly ComponentFields[] {
    return this.list(name).map(
      (value, i) => new ComponentFields(value, `${this.path}.${name}[${i}]`, this.#depth + 1),
    );
  }

  object(name: string): ComponentFields {
    return new ComponentFields(this.any(name), `${this.path}.${name}`, this.#depth + 1);
  }

  /** Names and values in the order of the file. */
  entries(): Iterable<[string, unknown]> {
    return this.#values.entries();
  }

  get size(): number {
    return this.#values.size;
  }

  wrong(name: string, expected: string): TokenizerDataError {
    return wrongField(`${this.path}.${name}`, this.any(name), expected);
  }

  #read<T>(
    name: string,
    otherwise: T | undefined,
    fits: (value: unknown) => value is T,
    expected: string,
  ): T {
    const value = this.any(name);
    if (value === undefined && otherwise !== undefined) return otherwise;
    if (!fits(value)) throw this.wrong(name, expected);
    return value;
  }
}

const isText = (value: unknown): value is string => typeof value === "string";
