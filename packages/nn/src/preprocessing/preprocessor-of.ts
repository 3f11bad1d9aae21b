import { describeValue } from "../options/describe-value.ts";
import { nearestHint } from "../options/nearest-name.ts";
import { OptionError } from "../options/option-error.ts";

/**
 * What makes a preprocessor, and the fields that it is made of: those of a preprocessor_config.json, or of the part of a
 * processor_config.json that is called `part`.
 */
export function preprocessorOf<T>(
  config: object,
  part: "feature_extractor" | "image_processor",
  known: Readonly<Record<string, T>>,
): readonly [T, object] {
  const inner: unknown = Reflect.get(config, part);
  const fields = typeof inner === "object" && inner !== null ? inner : config;
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
