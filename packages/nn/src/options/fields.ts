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

const rangeField = (range: NumberRange, presence: Presence<number>): Field<number, never> =>
  field(
    presence,
    (value) => typeof value === "number" && isInRange(value, range),
    () => describeRange(range),
  );

/** A number in a range, finite unless the range ends at Infinity. */
export const number: Kind<number, Omit<NumberRange, "integer">> = (
  settings: NumberRange & Presence<number> = {},
) => rangeField(settings, settings);

/** An integer in a range, of at most 2^53 - 1. */
export const integer: Kind<number, Omit<NumberRange, "integer">> = (
  settings: NumberRange & Presence<number> = {},
) => rangeField({ ...settings, integer: true }, settings);

export const flag: Kind<boolean> = (settings: Presence<boolean> = {}) =>
  field<boolean>(
    settings,
    (value) => typeof value === "boolean",
    () => "true or false",
  );

export const text: Kind<string> = (settings: Presence<string> = {}) =>
  field<string>(
    settings,
    (value) => typeof value === "string",
    () => "text",
  );

/** A list of texts, none of them empty. */
export const texts: Kind<readonly string[]> = (settings: Presence<readonly string[]> = {}) =>
  field<readonly string[]>(
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
    settings,
    () => true,
    () => "nothing, for no file can hold it",
  ),
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
  { default: fallback, optional, expected }: AnyPresence<T>,
  fits: (value: unknown) => boolean,
  describe: () => string,
): Field<T, never> {
  return {
    fits,
    expected: expected === undefined ? describe : () => expected,
    required: fallback === undefined && optional !== true,
    default: fallback,
    storable: true,
    table: undefined,
  };
}
