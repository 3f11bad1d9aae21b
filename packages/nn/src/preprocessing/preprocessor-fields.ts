import type { Fields, OptionTable, WholeOf } from "../options/define-options.ts";
import { expectObject } from "../options/expect-argument.ts";
import { OptionError } from "../options/option-error.ts";

/** Fields of any preprocessor_config.json that say who wrote it. */
const signatures = [
  ...["image_processor_type", "feature_extractor_type", "processor_class", "auto_map"],
  ...["_valid_processor_keys", "_processor_class", "transformers_version", "return_tensors"],
];

/**
 * The fields of a preprocessor_config.json, checked. One that is null has its default, as in transformers; every other field
 * must be known to be without effect.
 *
 * @throws OptionError that names a field which is wrong or not understood
 */
export function preprocessorFields<F extends Fields>(
  table: OptionTable<F>,
  config: object,
  withoutEffect: readonly string[],
): WholeOf<F> {
  expectObject(table.name, "config", config, "the object of a preprocessor_config.json");
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));
  const { options, others } = table.splitJson(given, "preprocessor_config.json");
  const unknown = [...others.keys()].filter(
    (name) => !signatures.includes(name) && !withoutEffect.includes(name),
  );
  if (unknown.length === 0) return options;
  throw new OptionError(
    `preprocessor_config.json: ${unknown.slice(0, 5).join(", ")} is not understood for ${table.name}; what it does to the ` +
      "input would be missing",
  );
}
