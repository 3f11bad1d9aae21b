import { parameterFields } from "../module/parameter-options.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { anything, integer, oneOf } from "../options/fields.ts";
import type { CustomDecoder, CustomEncoder } from "./transformer.ts";
import { layerFields, size, type TransformerActivation } from "./transformer-options.ts";

const stackFields = {
  dModel: integer({ ...size, default: 512 }),
  nhead: integer({ ...size, default: 8 }),
  /** 6 unless given. */
  numEncoderLayers: integer({ ...size, from: 0, default: 6 }),
  /** 6 unless given. */
  numDecoderLayers: integer({ ...size, from: 0, default: 6 }),
  ...layerFields,
};

export const transformerOptions = defineOptions("Transformer", {
  ...stackFields,
  /** "relu" unless given. */
  activation: anything<TransformerActivation>({ default: "relu" }),
  customEncoder: anything<CustomEncoder>({ optional: true }),
  customDecoder: anything<CustomDecoder>({ optional: true }),
  ...parameterFields,
});

/** Sizes and options of a `Transformer`, PyTorch's in camelCase and with its defaults, but for `batchFirst: true`. */
export type TransformerOptions = Given<typeof transformerOptions>;

/** The options that a file can hold; functions and modules of one's own cannot be saved. */
const savedOptions = defineOptions("Transformer", {
  ...stackFields,
  activation: oneOf(["relu", "gelu"], { default: "relu" }),
});

type SavedOptions = Complete<typeof savedOptions>;

export function plainOptions(options: Complete<typeof transformerOptions>): SavedOptions {
  const { customEncoder, customDecoder, activation, generator, device, ...plain } = options;
  if (customEncoder || customDecoder || typeof activation === "function")
    throw new TypeError(
      "Transformer.save: customEncoder, customDecoder and an activation function cannot be saved; " +
        "save stateDict() and build the model again",
    );
  return { ...plain, activation };
}

/** The options in a file, checked: it may come from anywhere. */
export function parsePlainOptions(json: string | undefined): SavedOptions {
  if (json === undefined)
    throw new TypeError("Transformer.load: the file holds no options; was it written by save()?");
  return savedOptions.fromJson(JSON.parse(json), "Transformer.load", { path: "options" });
}
