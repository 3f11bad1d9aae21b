/** Shape and options of a GPT. */
export interface GptConfig {
  readonly vocabSize: number;
  /** Tokens that it can look back on, its own included. */
  readonly contextLength: number;
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  readonly dropout: number;
  /** Whether Linear and LayerNorm have biases. */
  readonly bias: boolean;
  readonly activation: "gelu" | "geluTanh" | "relu";
  readonly positions: "learned" | "sinusoidal";
  /** One matrix for token embedding and output head (Press and Wolf, arXiv:1608.05859). */
  readonly tieWeights: boolean;
}

type RequiredKey = "vocabSize" | "contextLength" | "layers" | "heads" | "dModel";

export type GptOptions = Pick<GptConfig, RequiredKey> & Partial<Omit<GptConfig, RequiredKey>>;

const defaults: Omit<GptConfig, RequiredKey> = {
  dropout: 0,
  bias: true,
  activation: "gelu",
  positions: "learned",
  tieWeights: true,
};
const choices = {
  activation: ["gelu", "geluTanh", "relu"],
  positions: ["learned", "sinusoidal"],
} as const;
const counts = ["vocabSize", "contextLength", "layers", "heads", "dModel"] as const;
const flags = ["bias", "tieWeights"] as const;

/** A whole, valid configuration, or an error that names the option. Takes data from outside. */
export function gptConfig(options: GptOptions): GptConfig {
  const known = new Set<string>([...counts, ...Object.keys(defaults)]);
  for (const key of Object.keys(options))
    if (!known.has(key))
      throw new RangeError(`GPT: unknown option ${key}, expected one of ${[...known].join(", ")}`);
  const { vocabSize, contextLength, layers, heads, dModel } = options;
  const sizes = { vocabSize, contextLength, layers, heads, dModel }; // first, where people read them
  const config: GptConfig = { ...sizes, ...defaults, ...options };
  for (const key of counts)
    if (!Number.isSafeInteger(config[key]) || config[key] < 1 || config[key] > 2 ** 31)
      throw new RangeError(`GPT: ${key} is ${config[key]}, expected an integer from 1`);
  for (const key of flags)
    if (typeof config[key] !== "boolean")
      throw new RangeError(`GPT: ${key} is ${config[key]}, expected true or false`);
  for (const key of ["activation", "positions"] as const) {
    const allowed: readonly string[] = choices[key];
    if (!allowed.includes(config[key]))
      throw new RangeError(`GPT: ${key} is ${config[key]}, expected ${allowed.join(" or ")}`);
  }
  if (!(config.dropout >= 0 && config.dropout < 1))
    throw new RangeError(`GPT: dropout is ${config.dropout}, expected 0 up to 1`);
  if (config.dModel % config.heads !== 0)
    throw new RangeError(
      `GPT: dModel is ${config.dModel}, expected a multiple of heads (${config.heads})`,
    );
  return config;
}
