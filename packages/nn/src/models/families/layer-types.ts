import { OptionError } from "../../options/option-error.ts";

const known = ["full_attention", "sliding_attention"];

/**
 * Which layers slide, out of `layer_types` of a config.json; `usual` says so of layer i where the file has none.
 *
 * @throws OptionError for another number of layers, or another type
 */
export function slidingLayers(
  config: object,
  layers: number,
  usual: (layer: number) => boolean,
): readonly boolean[] {
  const { layer_types: types } = config as { readonly layer_types?: unknown };
  if (types === undefined || types === null)
    return Array.from({ length: layers }, (_, i) => usual(i));
  if (
    !Array.isArray(types) ||
    types.length !== layers ||
    !types.every((one) => known.includes(one))
  )
    throw new OptionError(
      `config.json: layer_types is ${JSON.stringify(types)?.slice(0, 100)}, expected ${layers} of ${known.join(" and ")}`,
    );
  return types.map((type) => type === "sliding_attention");
}
