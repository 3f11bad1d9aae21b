import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import type { Fields, GivenOf, OptionTable, WholeOf } from "./define-options.ts";
import { describeValue } from "./describe-value.ts";
import type { Defaulted, Field, Optional, Presence, Required } from "./field.ts";
import { describeRange, isInRange, type NumberRange } from "./number-range.ts";

/** Makes a field with a value of type T. Without `default` and `optional` the option must be given. */
interface Kind<T, Settings = unknown> {
  (settings: Settings & Defaulted<T>): Field<T, "defaulted">;
  (settings: Settings & Optional): Field<T | undefined, "optional">;
  (settings?: Settings & Required): Field<T, "required">;
}

const presence = ["default", "optional", "expected"] as const;
const plainNames: ReadonlySet<string> = new Set(presence);
const rangeNames: ReadonlySet<string> = new Set([
  ...presence,
  ...(["from", "above", "to", "below"] as const satisfies (keyof NumberRange)[]),
]);

function rangeField(
  kind: "number" | "integer",
  settings: NumberRange & Presence<number>,
): Field<number, never> {
  const range = { ...settings, integer: kind === "integer" };
  return field(
    kind,
    settings,
    (value) => typeof value === "number" && isInRange(value, range),
    () => describeRange(range),
    rangeNames,
  );
}

/** A number in a range, finite unless the range ends at Infinity. */
export const number: Kind<number, Omit<NumberRange, "integer">> = (
  settings: NumberRange & Presence<number> = {},
) => rangeField("number", settings);

/** An integer in a range, of at most 2^53 - 1. */
export const integer: Kind<number, Omit<NumberRange, "integer">> = (
  settings: NumberRange & Presence<number> = {},
) => rangeField("integer", settings);

export const flag: Kind<boolean> = (settings: Presence<boolean> = {}) =>
  field<boolean>(
    "flag",
    settings,
    (value) => typeof value === "boolean",
    () => "true or false",
  );

export const text: Kind<string> = (settings: Presence<string> = {}) =>
  field<string>(
    "text",
    settings,
    (value) => typeof value === "string",
    () => "text",
  );

/** A list of texts, none of them empty. */
export const texts: Kind<readonly string[]> = (settings: Presence<readonly string[]> = {}) =>
  field<readonly string[]>(
    "texts",
    settings,
    (value) => Array.isArray(value) && value.every((one) => typeof one === "string" && one !== ""),
    () => "a list of texts that are not empty",
  );

type Choice = string | number | boolean;

interface OneOf {
  <const C extends Choice>(
    choices: readonly C[],
    settings: Defaulted<NoInfer<C>>,
  ): Field<C, "defaulted">;
  <const C extends Choice>(
    choices: readonly C[],
    settings: Optional,
  ): Field<C | undefined, "optional">;
  <const C extends Choice>(choices: readonly C[], settings?: Required): Field<C, "required">;
}

export const oneOf: OneOf = <C extends Choice>(choices: readonly C[], settings: Presence<C> = {}) =>
  field<C>(
    "oneOf",
    settings,
    (value) => choices.some((choice) => choice === value),
    () => choices.map(describeValue).join(" or "),
  );

interface Anything {
  <T>(settings: Defaulted<T>): Field<T, "defaulted">;
  <T>(settings: Optional): Field<T | undefined, "optional">;
  <T>(settings?: Required): Field<T, "required">;
}

/** What is passed on as it came, for its receiver to check: tensors, modules, functions. No file can hold it. */
export const anything: Anything = <T>(settings: Presence<T> = {}) => ({
  ...field<T>(
    "anything",
    settings,
    () => true,
    () => "nothing, for no file can hold it",
  ),
  storable: false,
});

interface Instance {
  <T>(Class: ClassOf<T>, settings: Optional): Field<T | undefined, "optional">;
  <T>(Class: ClassOf<T>, settings?: Required): Field<T, "required">;
}
/** Also one that is not to be constructed by everybody. */
interface ClassOf<T> {
  readonly prototype: T;
  readonly name: string;
  [Symbol.hasInstance](value: unknown): boolean;
}

/** An object of this class, or of one that extends it: a tensor, a device, a module. No file can hold it. */
export const instance: Instance = <T>(Class: ClassOf<T>, settings: Optional | Required = {}) => ({
  ...field<T>(
    "instance",
    settings,
    (value) => Class[Symbol.hasInstance](value),
    () => `a ${Class.name.replace(/^_/, "")}`, // as bundlers call a class that names itself,
  ),
  storable: false,
});

/** A function, which its receiver calls. No file can hold it. */
export const callback: Anything = <T>(settings: Presence<T> = {}) => ({
  ...field<T>(
    "callback",
    settings,
    (value) => typeof value === "function",
    () => "a function",
  ),
  storable: false,
});

interface Passing {
  <T>(fits: Fits, settings: Defaulted<T> & Expected): Field<T, "defaulted">;
  <T>(fits: Fits, settings: Optional & Expected): Field<T | undefined, "optional">;
  <T>(fits: Fits, settings: Required & Expected): Field<T, "required">;
}
type Fits = (value: unknown) => boolean;
type Expected = { readonly expected: string };

/** What passes a check of its receiver's; "expected" says what that lets through. No file can hold it. */
export const passing: Passing = <T>(fits: Fits, settings: Presence<T> & Expected) => ({
  ...field<T>("passing", settings, fits, () => settings.expected),
  storable: false,
});

interface Nested {
  <F extends Fields>(
    table: OptionTable<F>,
    settings: Defaulted<GivenOf<F>>,
  ): Field<WholeOf<F>, "defaulted", GivenOf<F>>;
  <F extends Fields>(
    table: OptionTable<F>,
    settings: Optional,
  ): Field<WholeOf<F> | undefined, "optional", GivenOf<F>>;
  <F extends Fields>(
    table: OptionTable<F>,
    settings?: Required,
  ): Field<WholeOf<F>, "required", GivenOf<F>>;
}

/** Options within options: an object that another table describes. */
export const nested: Nested = <F extends Fields>(
  table: OptionTable<F>,
  { default: given, ...presence }: Presence<GivenOf<F>> = {},
) => ({
  ...field<WholeOf<F>>(
    "nested",
    given === undefined ? presence : { ...presence, default: table.complete(given) },
    () => true,
    () => "an object",
  ),
  table,
});

/** Defaulted, Optional and Required in one. */
interface AnyPresence<T> {
  readonly default?: T;
  readonly optional?: true;
  readonly expected?: string;
}

function field<T>(
  kind: string,
  given: AnyPresence<T>,
  fits: (value: unknown) => boolean,
  describe: () => string,
  names: ReadonlySet<string> = plainNames,
): Field<T, never> {
  refuseUnknownOptions(kind, given, names);
  const { default: fallback, optional, expected } = given;
  return {
    fits,
    expected: expected === undefined ? describe : () => expected,
    required: fallback === undefined && optional !== true,
    default: fallback,
    storable: true,
    table: undefined,
  };
}
