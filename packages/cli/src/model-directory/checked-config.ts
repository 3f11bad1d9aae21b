import { CommandError } from "../failures/command-error.ts";
import type { JsonFields } from "./json-fields.ts";

/** A configuration that the model takes; errors name the file. */
export function checkedConfig<C extends object>(
  config: C,
  fields: JsonFields,
  path: string,
  check: (config: C) => C,
): C {
  const unknown = fields.names.filter((name) => !(name in config));
  if (unknown.length > 0)
    throw new CommandError(`${path}: model has unknown fields: ${unknown.slice(0, 5).join(", ")}`);
  try {
    return check(config);
  } catch (cause) {
    throw new CommandError(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
