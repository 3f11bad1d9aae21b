import type { GptConfig } from "@qkv/nn/models";
import { CommandError } from "../failures/command-error.ts";
import { formatBytes, formatCount } from "../terminal/format-number.ts";

const floatBytes = 4;
/** WebAssembly addresses four gibibytes. */
const addressableBytes = 4 * 2 ** 30;

/** Parameters of a GPT, shared ones once, without making one. */
export function parameterCount(config: GptConfig): number {
  const { vocabSize, contextLength, layers, dModel, bias, positions, tieWeights } = config;
  const norm = bias ? 2 * dModel : dModel;
  const biases = bias ? 9 * dModel : 0; // 3 for q, k and v, 1 + 4 + 1 for the other three
  const block = 12 * dModel ** 2 + biases + 2 * norm;
  const embeddings = (positions === "learned" ? vocabSize + contextLength : vocabSize) * dModel;
  return embeddings + layers * block + norm + (tieWeights ? 0 : vocabSize * dModel);
}

export interface ModelMemory {
  readonly weights: number;
  readonly gradients: number;
  /** AdamW's two moments. */
  readonly moments: number;
  /** Keys and values of a full context, for one sequence. */
  readonly keyValueCache: number;
}

/** Bytes that a model takes, apart from activations. */
export function modelMemory(config: GptConfig): ModelMemory {
  const weights = parameterCount(config) * floatBytes;
  const { layers, contextLength, dModel } = config;
  const keyValueCache = 2 * layers * contextLength * dModel * floatBytes;
  return { weights, gradients: weights, moments: 2 * weights, keyValueCache };
}

/** Throw for a model that cannot fit into a WebAssembly memory. */
export function requireMemory(
  config: GptConfig,
  use: "training" | "inference",
  name: string,
): void {
  const { weights, gradients, moments, keyValueCache } = modelMemory(config);
  const positions =
    config.positions === "sinusoidal" ? config.contextLength * config.dModel * 4 : 0;
  const own = use === "training" ? gradients + moments : keyValueCache;
  const bytes = weights + positions + own;
  requireAddressable({ parameters: parameterCount(config), bytes, use, name });
}

/** Throw for more bytes than a WebAssembly memory can have. */
export function requireAddressable({
  parameters,
  bytes,
  use,
  name,
}: {
  readonly parameters: number;
  readonly bytes: number;
  readonly use: "training" | "inference";
  readonly name: string;
}): void {
  if (bytes <= addressableBytes) return;
  throw new CommandError(
    `${name}: a model of ${formatCount(parameters)} parameters needs ` +
      `${formatBytes(bytes)} for ${use}, and WebAssembly ends at ${formatBytes(addressableBytes)}; ` +
      "take fewer layers, a smaller width or a shorter context",
  );
}
