import { describeValue } from "../options/describe-value.ts";
import { nearestHint } from "../options/nearest-name.ts";
import { OptionError } from "../options/option-error.ts";

/** Kinds of preprocessors, by where a processor_config.json has their fields. */
export type PreprocessorPart = "image_processor" | "feature_extractor";

/** What a part has been called too. */
const synonyms = { image_processor: undefined, feature_extractor: "audio_processor" } as const;

/** The fields of a part of a processor_config.json, where it has that part. */
export function partOf(
  config: object | undefined,
  part: PreprocessorPart,
): Readonly<Record<string, unknown>> | undefined {
  const parts = Object(config);
  const inner: unknown = parts[part] ?? parts[synonyms[part] ?? part];
  return typeof inner === "object" && inner !== null
    ? (inner as Record<string, unknown>)
    : undefined;
}

/**
 * What makes a preprocessor, and the fields that it is made of: those of a preprocessor_config.json, or of the part of a
 * processor_config.json that is called `part`.
 */
export function preprocessorOf<T>(
  config: object,
  part: PreprocessorPart,
  known: Readonly<Record<string, T>>,
): readonly [T, object] {
  const fields = partOf(config, part) ?? config;
  const name = nameIn(fields, part);
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found !== undefined) return [found, fields];
  const names = Object.keys(known);
  throw new OptionError(
    `preprocessor_config.json: ${part}_type is ${describeValue(name)}, expected one of ${names.join(", ")}${nearestHint(name, names)}`,
  );
}

/** Its name; those of image processors have been others: ViTFeatureExtractor, ViTImageProcessorFast. */
function nameIn(fields: object, part: string): string {
  const given: unknown =
    Reflect.get(fields, `${part}_type`) ?? Reflect.get(fields, "feature_extractor_type");
  if (typeof given !== "string")
    throw new OptionError(
      `preprocessor_config.json: ${part}_type is ${given === undefined ? "missing" : describeValue(given)}, expected text`,
    );
  if (part !== "image_processor") return given;
  return given.replace(/(Fast|Pil)$/, "").replace(/FeatureExtractor$/, "ImageProcessor");
}
