import { CommandError } from "../failures/command-error.ts";
import type { JsonFields } from "./json-fields.ts";

/** A configuration that the model takes; errors name the file. */
export function checkedConfig<C extends object>(
  config: C,
  fields: JsonFields,
  path: string,
  check: (config: C) => C,
): C {
  fields.requireKnown(config);
  try {
    return check(config);
  } catch (cause) {
    throw new CommandError(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
