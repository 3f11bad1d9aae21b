import type { OptionTable } from "./define-options.ts";

/** Whether an option must be given, has a value of its own otherwise, or may be missing. */
export type FieldNeed = "required" | "defaulted" | "optional";

/** One option of a table: T when it is complete, G as it is given. */
export interface Field<T, N extends FieldNeed = FieldNeed, G = T> {
  /** Whether a value, which is not undefined, may stand here. */
  readonly fits: (value: unknown) => boolean;
  /** What may stand here, in words. */
  readonly expected: () => string;
  readonly required: boolean;
  /** What stands here when nothing is given. */
  readonly default: T | undefined;
  /** Whether it can stand in a file. */
  readonly storable: boolean;
  /** The options inside this one, instead of `fits`. */
  readonly table: OptionTable | undefined;
  /** For the types of a table alone; no field has it. */
  readonly types?: { readonly need: N; readonly value: T; readonly given: G };
}

/** The words of a field. */
export interface FieldWords {
  /** What the option may be, where the message shall say it in words of its own. */
  readonly expected?: string;
}

/** Settings of an option that has this value unless given. */
export interface DefaultedSettings<G> extends FieldWords {
  readonly default: G;
  readonly optional?: never;
}

/** Settings of an option that is undefined unless given. */
export interface OptionalSettings extends FieldWords {
  readonly optional: true;
  readonly default?: never;
}

/** Settings of an option that must be given. */
export interface RequiredSettings extends FieldWords {
  readonly optional?: never;
  readonly default?: never;
}

/** Settings of any option. */
export type Presence<G> = DefaultedSettings<G> | OptionalSettings | RequiredSettings;
