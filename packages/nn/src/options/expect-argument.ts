import { describeValue } from "./describe-value.ts";

/*
 * From JavaScript anything may come as an argument. Each of these throws a TypeError that names the function, the
 * argument, what came and what was expected, before anything is done with it.
 */

export function expectFunction(who: string, argument: string, value: unknown): void {
  if (typeof value !== "function") throw wrongArgument(who, argument, value, "a function");
}

export function expectText(who: string, argument: string, value: unknown): void {
  if (typeof value !== "string") throw wrongArgument(who, argument, value, "text");
}

export function expectFlag(who: string, argument: string, value: unknown): void {
  if (typeof value !== "boolean") throw wrongArgument(who, argument, value, "true or false");
}

/** A number, NaN and the infinities among them. */
export function expectNumeric(who: string, argument: string, value: unknown): void {
  if (typeof value !== "number") throw wrongArgument(who, argument, value, "a number");
}

/** An axis or an index: an integer, which may count from the end. */
export function expectIndex(who: string, argument: string, value: unknown): void {
  if (!Number.isSafeInteger(value)) throw wrongArgument(who, argument, value, "an integer");
}

/** An array, or a typed one. */
export function expectList(who: string, argument: string, value: unknown): void {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value))
    throw wrongArgument(who, argument, value, "an array");
}

/** What can be walked over, such as an array, a set or a generator; a text is not meant. */
export function expectIterable(who: string, argument: string, value: unknown): void {
  if (typeof value !== "object" || value === null || !(Symbol.iterator in value))
    throw wrongArgument(who, argument, value, "an array, or something else to walk over");
}

/** Texts by name, as a file keeps beside its tensors. */
export function expectMetadata(who: string, value: unknown): void {
  expectObject(who, "metadata", value, "an object of texts");
  for (const [name, one] of Object.entries(value as object))
    expectText(who, `metadata ${JSON.stringify(name)}`, one);
}

/** An object, and no promise of one; with these properties where any are named, as something has that a user may make. */
export function expectObject(
  who: string,
  argument: string,
  value: unknown,
  expected = "an object",
  ...properties: readonly string[]
): void {
  const fits =
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Promise) &&
    properties.every((one) => one in value);
  if (!fits) throw wrongArgument(who, argument, value, expected);
}

/** An object of a class, or of one that extends it. */
export function expectInstance(
  who: string,
  argument: string,
  value: unknown,
  Class: { [Symbol.hasInstance](value: unknown): boolean },
  expected: string,
): void {
  if (!Class[Symbol.hasInstance](value)) throw wrongArgument(who, argument, value, expected);
}

function wrongArgument(who: string, argument: string, value: unknown, expected: string): TypeError {
  return new TypeError(`${who}: ${argument} is ${describeValue(value)}, expected ${expected}`);
}
