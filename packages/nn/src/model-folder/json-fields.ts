import { describeRange, isInRange, type NumberRange } from "../options/number-range.ts";
import { ModelFolderError } from "./model-folder-error.ts";

/** Reads an object out of a JSON file that is not trusted; errors name the file and the field. */
export class JsonFields {
  readonly file: string;
  readonly #path: string;
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(value: unknown, file: string, path = "") {
    this.file = file;
    this.#path = path;
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw this.#wrong(path, value, "an object");
    this.#fields = new Map(Object.entries(value));
  }

  /** Whatever stands there; undefined when nothing does. */
  get(name: string): unknown {
    return this.#fields.get(name);
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }

  /** Throw for fields that are not among those of what was read. */
  requireKnown(known: object): void {
    const unknown = [...this.#fields.keys()].filter((name) => !Object.hasOwn(known, name));
    if (unknown.length > 0)
      throw new ModelFolderError(
        `${this.file}: ${this.#path} has unknown fields: ${unknown.slice(0, 5).join(", ")}`,
        { file: this.file, field: this.#path },
      );
  }

  object(name: string): JsonFields {
    return new JsonFields(this.#fields.get(name), this.file, this.#pathOf(name));
  }

  text(name: string): string {
    const value = this.#fields.get(name);
    if (typeof value === "string") return value;
    throw this.#wrong(this.#pathOf(name), value, "text");
  }

  flag(name: string): boolean {
    const value = this.#fields.get(name);
    if (typeof value === "boolean") return value;
    throw this.#wrong(this.#pathOf(name), value, "true or false");
  }

  /** A list of texts. */
  texts(name: string): readonly string[] {
    const value = this.#fields.get(name);
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
    throw this.#wrong(this.#pathOf(name), value, "a list of texts");
  }

  number(name: string, range: NumberRange): number {
    const value = this.#fields.get(name);
    if (typeof value === "number" && isInRange(value, range)) return value;
    throw this.#wrong(this.#pathOf(name), value, describeRange(range));
  }

  oneOf<T extends string | number>(name: string, allowed: readonly T[]): T {
    const value = this.#fields.get(name);
    const known = allowed.find((one) => one === value);
    if (known !== undefined) return known;
    const list = allowed.map((one) => JSON.stringify(one)).join(" or ");
    throw this.#wrong(this.#pathOf(name), value, list);
  }

  #pathOf(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }

  #wrong(path: string, value: unknown, expected: string): ModelFolderError {
    const json = JSON.stringify(value) ?? "missing";
    const shown = json.length > 60 ? `${json.slice(0, 60)}…` : json;
    return new ModelFolderError(
      `${this.file}: ${path === "" ? "it" : path} is ${shown}, expected ${expected}`,
      { file: this.file, field: path },
    );
  }
}
