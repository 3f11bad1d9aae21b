import { canHoldOptions, refuseUnknownOptions, unknownOption } from "@qkv/core-wasm/contract";
import { describeValue, shorten } from "./describe-value.ts";
import { expectObject, expectText } from "./expect-argument.ts";
import type { Field } from "./field.ts";
import { OptionError } from "./option-error.ts";

/** The options of a table by name, in the order in which people read them. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The types that a field stands for: as it is given, and complete. */
export type FieldTypes<F> = F extends Field<unknown> ? NonNullable<F["types"]> : never;
/** The names of the fields that must be given. */
export type RequiredKey<F> = {
  [K in keyof F]: FieldTypes<F[K]>["need"] extends "required" ? K : never;
}[keyof F];

// Mapped over keys of F that keep their names: so the options have the doc comments of the fields.
/** The options that must be given. */
export type RequiredOptions<F, K extends keyof F> = {
  readonly [Key in K]: FieldTypes<F[Key]>["given"];
};
/** The options that may be missing. */
export type OptionalOptions<F, K extends keyof F> = {
  readonly [Key in K]?: FieldTypes<F[Key]>["given"] | undefined;
};

/** The options of a table's fields as a caller gives them. */
export type GivenOf<F extends Fields> = RequiredOptions<F, RequiredKey<F>> &
  OptionalOptions<F, Exclude<keyof F, RequiredKey<F>>>;
/** The options of a table's fields, complete. */
export type WholeOf<F extends Fields> = { readonly [K in keyof F]: FieldTypes<F[K]>["value"] };

/** What a caller gives: the options that are required, and others. One that is undefined is not given. */
export type Given<Table extends { readonly fields: Fields }> = GivenOf<Table["fields"]>;
/** All options: as they were given, else with their defaults; undefined are only those that are optional. */
export type Complete<Table extends { readonly fields: Fields }> = WholeOf<Table["fields"]>;

/** Whose options they are, in messages; of something that has a path, as a module, it is asked when one is made. */
export type OptionOwner = string | { readonly path: string };

/** Where in a file options stand, and what must be there. */
export interface JsonSettings {
  /** Where in the file the object stands: "model". Unless given, at the top. */
  readonly path?: string;
  /** Every option must be there, but the optional ones; otherwise the missing ones have their defaults. */
  readonly whole?: boolean;
}

/** What holds for the options of a table together. */
export interface OptionRules<F extends Fields> {
  /** What is wrong with options that are right one by one: "dModel is 5, expected a multiple of heads (2)". */
  check?(options: WholeOf<F>): string | undefined;
}

/** Where options come from: for messages, and for how far they are trusted. */
interface Source {
  readonly name: OptionOwner;
  /** Of what the options are part of: "" or "model." */
  readonly path: string;
  readonly json: boolean;
  readonly whole: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** The options of one thing: types, defaults, checks and messages, for callers and for files. */
export class OptionTable<F extends Fields = Fields> {
  readonly name: string;
  readonly fields: F;
  readonly #fields: ReadonlyMap<string, Field<unknown>>;
  readonly #rules: OptionRules<F>;

  constructor(name: string, fields: F, rules: OptionRules<F>) {
    expectObject("defineOptions", "fields", fields);
    expectObject("defineOptions", "rules", rules);
    this.name = name;
    this.fields = fields;
    this.#fields = new Map(Object.entries(fields));
    this.#rules = rules;
  }

  /**
   * All options, checked; those that are not given have their defaults.
   *
   * @throws OptionError for one that is unknown, missing or wrong
   */
  complete(given: GivenOf<F>, name: OptionOwner = this.name): WholeOf<F> {
    return this.#complete(given, { name, path: "", json: false, whole: false });
  }

  /**
   * The options in a value out of a JSON file that is not trusted. Only properties of its own count, and null stands
   * for nothing where an option is optional.
   *
   * @throws OptionError for a field that is unknown, missing or wrong, by file and path
   */
  fromJson(value: unknown, file: string, settings: JsonSettings = {}): WholeOf<F> {
    return this.#complete(value, sourceOf(file, settings));
  }

  /** The same for an object that holds other fields too, which are handed back. */
  splitJson(
    value: unknown,
    file: string,
    settings: JsonSettings = {},
  ): { readonly options: WholeOf<F>; readonly others: ReadonlyMap<string, unknown> } {
    const source = sourceOf(file, settings);
    expectGiven(value, source);
    const [own, others] = [new Map<string, unknown>(), new Map<string, unknown>()];
    for (const [key, one] of Object.entries(value))
      (this.#fields.has(key) ? own : others).set(key, one);
    return { options: this.#complete(Object.fromEntries(own), source), others };
  }

  #complete(given: unknown, source: Source): WholeOf<F> {
    expectGiven(given, source);
    this.#refuseUnknown(given, source);
    const options = this.#values(given, source);
    const complaint = this.#rules.check?.(options);
    if (complaint !== undefined) throw wrong(source, `${source.path}${complaint}`);
    return options;
  }

  #values(given: object, source: Source): WholeOf<F>;
  #values(given: Values, source: Source): Values {
    const values: Record<string, unknown> = {};
    for (const [key, field] of this.#fields) values[key] = this.#value(given, key, field, source);
    return values;
  }

  #value(given: Values, key: string, field: Field<unknown>, source: Source): unknown {
    const { name, path, json, whole } = source;
    let value = json && !Object.hasOwn(given, key) ? undefined : given[key];
    if (json && value === null && isOptional(field)) value = undefined;
    if (value === undefined) {
      if (isOptional(field) || !(field.required || whole)) return field.default;
    } else if (field.storable || !json) {
      if (field.table)
        return field.table.#complete(value, { name, path: `${path}${key}.`, json, whole });
      if (field.fits(value)) return value;
    }
    const came = value === undefined ? "missing" : describeValue(value);
    throw wrong(source, `${path}${key} is ${came}, expected ${field.expected()}`);
  }

  #refuseUnknown(given: object, source: Source): void {
    const keys = Object.keys(given);
    for (const key of keys) if (!this.#fields.has(key)) throw this.#unknown(keys, source);
  }

  #unknown(keys: readonly string[], source: Source): OptionError {
    const unknown = keys
      .filter((key) => !this.#fields.has(key))
      .slice(0, 5)
      .map(shorten);
    const names = [...this.#fields.keys()];
    if (!source.json) return unknownOption(nameOf(source), unknown[0]!, names, source.path);
    const known = `expected one of ${names.join(", ")}`;
    const shown = unknown.join(", ");
    return wrong(source, `${placeOf(source)} has unknown fields: ${shown}; ${known}`);
  }
}

/**
 * Declare the options of one thing, once: the table gives their types (`Given`, `Complete`), completes and checks what
 * a caller gives, and reads the same out of JSON.
 *
 * ```ts
 * const gptOptions = defineOptions("GPT", {
 *   layers: integer({ from: 1 }),
 *   dropout: number({ from: 0, below: 1, default: 0 }),
 * });
 * type GptOptions = Given<typeof gptOptions>; // { layers: number; dropout?: number | undefined }
 * gptOptions.complete({ layers: 2 }); // { layers: 2, dropout: 0 }
 * ```
 */
export function defineOptions<F extends Fields>(
  name: string,
  fields: F,
  rules: OptionRules<F> = {},
): OptionTable<F> {
  expectText("defineOptions", "name", name);
  return new OptionTable(name, fields, rules);
}

const isOptional = ({ required, default: fallback }: Field<unknown>): boolean =>
  !required && fallback === undefined;

const jsonSettings: ReadonlySet<string> = new Set<keyof JsonSettings>(["path", "whole"]);

function sourceOf(file: string, settings: JsonSettings): Source {
  refuseUnknownOptions("fromJson", settings, jsonSettings);
  const { path = "", whole = false } = settings;
  return { name: file, json: true, whole, path: path === "" ? "" : `${path}.` };
}

function expectGiven(value: unknown, source: Source): asserts value is object {
  if (!canHoldOptions(value))
    throw wrong(source, `${placeOf(source)} is ${describeValue(value)}, expected an object`);
}

const placeOf = ({ path }: Source): string => (path === "" ? "it" : path.slice(0, -1));

const nameOf = ({ name }: Source): string => (typeof name === "string" ? name : name.path);

const wrong = (source: Source, what: string): OptionError =>
  new OptionError(`${nameOf(source)}: ${what}`);
