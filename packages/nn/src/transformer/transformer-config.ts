import type { TransformerOptions } from "./transformer.ts";

const counts = [
  "dModel",
  "nhead",
  "numEncoderLayers",
  "numDecoderLayers",
  "dimFeedforward",
] as const;
const flags = ["batchFirst", "normFirst", "bias"] as const;
const fractions = ["dropout", "layerNormEps"] as const;

type PlainOptions = Pick<
  TransformerOptions,
  (typeof counts | typeof flags | typeof fractions)[number] | "activation"
>;

/** The options that a file can hold; functions and modules of one's own cannot be saved. */
export function plainOptions(options: TransformerOptions): PlainOptions {
  const { customEncoder, customDecoder, activation } = options;
  if (customEncoder || customDecoder || typeof activation === "function")
    throw new TypeError(
      "Transformer.save: customEncoder, customDecoder and an activation function cannot be saved; " +
        "save stateDict() and build the model again",
    );
  const plain: Record<string, unknown> = {};
  for (const key of [...counts, ...flags, ...fractions, "activation"] as const)
    if (options[key] !== undefined) plain[key] = options[key];
  return plain;
}

/** The options in a file, checked: it may come from anywhere. */
export function parsePlainOptions(json: string | undefined): PlainOptions {
  if (json === undefined)
    throw new TypeError("Transformer.load: the file holds no options; was it written by save()?");
  const given: unknown = JSON.parse(json);
  if (typeof given !== "object" || given === null)
    throw new TypeError("Transformer.load: options are not an object");
  for (const [key, value] of Object.entries(given)) {
    const fits =
      (isOneOf(counts, key) && Number.isSafeInteger(value) && value >= 0 && value < 2 ** 20) ||
      (isOneOf(flags, key) && typeof value === "boolean") ||
      (isOneOf(fractions, key) && typeof value === "number" && value >= 0 && value < 1) ||
      (key === "activation" && (value === "relu" || value === "gelu"));
    if (!fits) throw new TypeError(`Transformer.load: option ${key} is ${JSON.stringify(value)}`);
  }
  return given;
}

const isOneOf = (names: readonly string[], key: string): boolean => names.includes(key);
