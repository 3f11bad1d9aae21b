import type { JsonFields } from "./json-fields.ts";
import { ModelFolderError } from "./model-folder-error.ts";

/** A configuration that the model takes; errors name the file. */
export function checkedConfig<C extends object>(
  config: C,
  fields: JsonFields,
  check: (config: C) => C,
): C {
  const { file } = fields;
  fields.requireKnown(config);
  try {
    return check(config);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ModelFolderError(`${file}: ${problem}`, { file, cause });
  }
}
