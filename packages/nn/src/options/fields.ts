import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import type { Fields, GivenOf, OptionTable, WholeOf } from "./define-options.ts";
import { describeValue } from "./describe-value.ts";
import { expectFunction, expectList, expectObject } from "./expect-argument.ts";
import type {
  DefaultedSettings,
  Field,
  OptionalSettings,
  Presence,
  RequiredSettings,
} from "./field.ts";
import { describeRange, isInRange, type NumberRange } from "./number-range.ts";

/** Makes a field with a value of type T. Without `default` and `optional` the option must be given. */
export interface FieldKind<T, Settings = unknown> {
  (settings: Settings & DefaultedSettings<T>): Field<T, "defaulted">;
  (settings: Settings & OptionalSettings): Field<T | undefined, "optional">;
  (settings?: Settings & RequiredSettings): Field<T, "required">;
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
export const number: FieldKind<number, Omit<NumberRange, "integer">> = (
  settings: NumberRange & Presence<number> = {},
) => rangeField("number", settings);

/** An integer in a range, of at most 2^53 - 1. */
export const integer: FieldKind<number, Omit<NumberRange, "integer">> = (
  settings: NumberRange & Presence<number> = {},
) => rangeField("integer", settings);

/** True or false. */
export const flag: FieldKind<boolean> = (settings: Presence<boolean> = {}) =>
  field<boolean>(
    "flag",
    settings,
    (value) => typeof value === "boolean",
    () => "true or false",
  );

/** A text, which may be empty. */
export const text: FieldKind<string> = (settings: Presence<string> = {}) =>
  field<string>(
    "text",
    settings,
    (value) => typeof value === "string",
    () => "text",
  );

/** A list of texts, none of them empty. */
export const texts: FieldKind<readonly string[]> = (settings: Presence<readonly string[]> = {}) =>
  field<readonly string[]>(
    "texts",
    settings,
    (value) => Array.isArray(value) && value.every((one) => typeof one === "string" && one !== ""),
    () => "a list of texts that are not empty",
  );

/** Finite numbers. */
export const numbers: FieldKind<readonly number[]> = (settings: Presence<readonly number[]> = {}) =>
  field<readonly number[]>(
    "numbers",
    settings,
    (value) => Array.isArray(value) && value.every((one) => Number.isFinite(one)),
    () => "an array of numbers",
  );

/** What `oneOf` chooses among. */
export type OptionChoice = string | number | boolean;

/** Makes a field that takes one of several values. */
export interface OneOfField {
  <const C extends OptionChoice>(
    choices: readonly C[],
    settings: DefaultedSettings<NoInfer<C>>,
  ): Field<C, "defaulted">;
  <const C extends OptionChoice>(
    choices: readonly C[],
    settings: OptionalSettings,
  ): Field<C | undefined, "optional">;
  <const C extends OptionChoice>(
    choices: readonly C[],
    settings?: RequiredSettings,
  ): Field<C, "required">;
}

/** One of several texts, numbers or truth values. */
export const oneOf: OneOfField = <C extends OptionChoice>(
  choices: readonly C[],
  settings: Presence<C> = {},
) => {
  expectList("oneOf", "choices", choices);
  return field<C>(
    "oneOf",
    settings,
    (value) => choices.some((choice) => choice === value),
    () => choices.map(describeValue).join(" or "),
  );
};

/** Makes a field that takes what is meant for somebody else to check. */
export interface AnythingField {
  <T>(settings: DefaultedSettings<T>): Field<T, "defaulted">;
  <T>(settings: OptionalSettings): Field<T | undefined, "optional">;
  <T>(settings?: RequiredSettings): Field<T, "required">;
}

/** What is passed on as it came, for its receiver to check: tensors, modules, functions. No file can hold it. */
export const anything: AnythingField = <T>(settings: Presence<T> = {}) => ({
  ...field<T>(
    "anything",
    settings,
    () => true,
    () => "nothing, for no file can hold it",
  ),
  storable: false,
});

/** Makes a field that takes objects of a class. */
export interface InstanceField {
  <T>(Class: InstanceClass<T>, settings: OptionalSettings): Field<T | undefined, "optional">;
  <T>(Class: InstanceClass<T>, settings?: RequiredSettings): Field<T, "required">;
}
/** Also one that is not to be constructed by everybody. */
export interface InstanceClass<T> {
  readonly prototype: T;
  readonly name: string;
  [Symbol.hasInstance](value: unknown): boolean;
}

/** An object of this class, or of one that extends it: a tensor, a device, a module. No file can hold it. */
export const instance: InstanceField = <T>(
  Class: InstanceClass<T>,
  settings: OptionalSettings | RequiredSettings = {},
) => {
  expectFunction("instance", "Class", Class);
  return {
    ...field<T>(
      "instance",
      settings,
      (value) => Class[Symbol.hasInstance](value),
      () => `a ${Class.name.replace(/^_/, "")}`, // as bundlers call a class that names itself,
    ),
    storable: false,
  };
};

/** A function, which its receiver calls. No file can hold it. */
export const callback: AnythingField = <T>(settings: Presence<T> = {}) => ({
  ...field<T>(
    "callback",
    settings,
    (value) => typeof value === "function",
    () => "a function",
  ),
  storable: false,
});

/** Makes a field that takes what passes a check. */
export interface PassingField {
  <T>(fits: FitsCheck, settings: DefaultedSettings<T> & ExpectedWords): Field<T, "defaulted">;
  <T>(
    fits: FitsCheck,
    settings: OptionalSettings & ExpectedWords,
  ): Field<T | undefined, "optional">;
  <T>(fits: FitsCheck, settings: RequiredSettings & ExpectedWords): Field<T, "required">;
}
/** Whether a value may stand in a field. */
export type FitsCheck = (value: unknown) => boolean;
/** What a check lets through, in words. */
export type ExpectedWords = { readonly expected: string };

/** What passes a check of its receiver's; "expected" says what that lets through. No file can hold it. */
export const passing: PassingField = <T>(
  fits: FitsCheck,
  settings: Presence<T> & ExpectedWords,
) => {
  expectFunction("passing", "fits", fits);
  expectObject("passing", "settings", settings, "an object that says what is expected", "expected");
  return { ...field<T>("passing", settings, fits, () => settings.expected), storable: false };
};

/** Makes a field that holds the options of another table. */
export interface NestedField {
  <F extends Fields>(
    table: OptionTable<F>,
    settings: DefaultedSettings<GivenOf<F>>,
  ): Field<WholeOf<F>, "defaulted", GivenOf<F>>;
  <F extends Fields>(
    table: OptionTable<F>,
    settings: OptionalSettings,
  ): Field<WholeOf<F> | undefined, "optional", GivenOf<F>>;
  <F extends Fields>(
    table: OptionTable<F>,
    settings?: RequiredSettings,
  ): Field<WholeOf<F>, "required", GivenOf<F>>;
}

/** Options within options: an object that another table describes. */
export const nested: NestedField = <F extends Fields>(
  table: OptionTable<F>,
  settings: Presence<GivenOf<F>> = {},
) => {
  refuseUnknownOptions("nested", settings, plainNames);
  const { default: given, ...presence } = settings;
  expectObject("nested", "table", table, "what defineOptions gives", "complete", "fields");
  return {
    ...field<WholeOf<F>>(
      "nested",
      given === undefined ? presence : { ...presence, default: table.complete(given) },
      () => true,
      () => "an object",
    ),
    table,
  };
};

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
