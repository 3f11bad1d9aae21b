import type { Fields, OptionTable } from "../options/define-options.ts";
import { expectObject } from "../options/expect-argument.ts";

/**
 * Options under our names: those of a task may also be called as Hugging Face calls them, `top_k`. null says nothing, but
 * where it is a value of its own.
 */
export function inOurNames<F extends Fields>(
  { options: { name, fields }, readNames }: NamedOptions<F>,
  given: object,
): Readonly<Record<string, unknown>> {
  expectObject(name, "options", given);
  const named = Object.entries(given).map(([key, value]) => {
    const ours = camelCase(key);
    return [Object.hasOwn(fields, ours) ? ours : key, value] as const;
  });
  const said = named.filter(([key, value]) => value !== null || fields[key]?.fits(null));
  const isForeign = (key: string) => readNames !== undefined && key.includes("_");
  const ours = Object.fromEntries(said.filter(([key]) => !isForeign(key)));
  const theirs = Object.fromEntries(said.filter(([key]) => isForeign(key)));
  return { ...readNames?.(theirs), ...ours };
}

/** Of a task. */
interface NamedOptions<F extends Fields> {
  readonly options: OptionTable<F>;
  readNames?(others: Readonly<Record<string, unknown>>): object;
}

const camelCase = (name: string): string =>
  name.replace(/_+([a-z])/g, (_, letter: string) => letter.toUpperCase());
