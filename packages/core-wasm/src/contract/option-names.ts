import { nearestName } from "./nearest-name.ts";

/**
 * An option, or a field of a file, that does not exist, is missing or has a value that it may not have; the message
 * names it, what came and what was expected. A RangeError, as ECMAScript throws for the options of `Intl`: most callers
 * look for that one, and a caller who looks for this one catches every kind of wrong option.
 */
export class OptionError extends RangeError {
  override readonly name = "OptionError";
}

/**
 * Throw unless `given` is an object whose options all have one of these names. It looks at what is given alone: a call
 * of a small operation can afford it.
 */
export function refuseUnknownOptions(who: string, given: object, names: ReadonlySet<string>): void {
  if (!canHoldOptions(given)) throw noOptions(who, given);
  for (const name in given) if (!names.has(name)) throw unknownOption(who, name, [...names]);
}

/**
 * Whether options may stand in it. Promises, arrays, maps and other collections have none of their own that would be
 * refused, and would pass for an object without any.
 */
export const canHoldOptions = (value: unknown): value is object =>
  typeof value === "object" &&
  value !== null &&
  !(Symbol.iterator in value || value instanceof Promise);

/** "softplus: unknown option treshold, expected one of beta, threshold; did you mean threshold?" */
export function unknownOption(
  who: string,
  name: string,
  names: readonly string[],
  path = "",
): OptionError {
  const nearest = nearestName(name.slice(0, 40), names);
  const advice = nearest === undefined ? "" : `; did you mean ${path}${nearest}?`;
  return new OptionError(
    `${who}: unknown option ${path}${shorten(name)}, expected one of ${names.join(", ")}${advice}`,
  );
}

function noOptions(who: string, given: unknown): OptionError {
  const came =
    given instanceof Promise
      ? "a Promise (await it)"
      : typeof given === "function"
        ? "a function"
        : shorten(JSON.stringify(given) ?? "undefined");
  return new OptionError(`${who}: it is ${came}, expected an object`);
}

const shorten = (name: string): string => (name.length > 60 ? `${name.slice(0, 60)}…` : name);
