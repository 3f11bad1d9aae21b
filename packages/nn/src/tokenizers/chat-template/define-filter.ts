import { attributeOf, itemOf } from "./attributes.ts";
import { bindArguments } from "./bind-arguments.ts";
import { str } from "./python-text.ts";
import { type CallArguments, PyDict } from "./python-values.ts";

/** What a filter makes of a value. `environment` applies others by their names. */
export type Filter = (
  value: unknown,
  given: CallArguments,
  environment: FilterEnvironment,
) => unknown;

export interface FilterEnvironment {
  filter(name: string, value: unknown, given: CallArguments): unknown;
  test(name: string, value: unknown, given: CallArguments): boolean;
}

/** A filter whose arguments have these names. */
export const filter =
  <const N extends string>(
    names: readonly N[],
    run: (value: unknown, given: Readonly<Record<N, unknown>>) => unknown,
  ): Filter =>
  (value, given) =>
    run(value, bindArguments("a filter", given, names));

/** "a.b.0": attributes of attributes, numbers as indices. */
export function pathOf(value: unknown, path: unknown): unknown {
  if (typeof path === "number") return itemOf(value, path);
  let found = value;
  for (const part of str(path).split("."))
    found =
      found === undefined
        ? undefined
        : /^\d+$/.test(part)
          ? itemOf(found, Number(part))
          : itemOrAttribute(found, part);
  return found;
}

const itemOrAttribute = (value: unknown, name: string): unknown =>
  value instanceof PyDict && value.has(name) ? value.get(name) : attributeOf(value, name);
