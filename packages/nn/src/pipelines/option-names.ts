import type { Fields, OptionTable } from "../options/define-options.ts";
import { expectObject } from "../options/expect-argument.ts";

/**
 * Options under our names: those of a table may also be called as Hugging Face calls them, `top_k`. null says nothing, but
 * where it is a value of its own.
 */
export function inOurNames<F extends Fields>(
  { name, fields }: OptionTable<F>,
  given: object,
): Readonly<Record<string, unknown>> {
  expectObject(name, "options", given);
  const entries = Object.entries(given).map(([key, value]) => {
    const ours = camelCase(key);
    return [Object.hasOwn(fields, ours) ? ours : key, value] as const;
  });
  const said = entries.filter(([key, value]) => value !== null || fields[key]?.fits(null));
  return Object.fromEntries(said);
}

const camelCase = (name: string): string =>
  name.replace(/_+([a-z])/g, (_, letter: string) => letter.toUpperCase());
