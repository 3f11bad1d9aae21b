import type { Seq2SeqConfig } from "../models/encoder-decoder/seq2seq-options.ts";
import type { GptConfig } from "../models/families/gpt.ts";
import type { ModelDescription } from "./model-description.ts";
import { ModelFolderError } from "./model-folder-error.ts";

const floatBytes = 4;
/** WebAssembly addresses four gibibytes. */
const addressableBytes = 4 * 2 ** 30;

/** Bytes that a model takes, apart from activations. */
export interface ModelMemory {
  readonly weights: number;
  readonly gradients: number;
  /** AdamW's two moments. */
  readonly moments: number;
  /** Keys and values of a full context, for one sequence; 0 for a model that keeps none. */
  readonly keyValueCache: number;
}

/** What a model weighs, known without making one. */
export interface ModelSize {
  /** Shared ones once. */
  readonly parameters: number;
  readonly memory: ModelMemory;
  /** Bytes of tables that the model makes itself. */
  readonly tables: number;
}

/** The size of a GPT. */
export function gptSize(config: GptConfig): ModelSize {
  const { vocabSize, contextLength, layers, dModel, bias, positions, tieWeights } = config;
  const norm = bias ? 2 * dModel : dModel;
  const biases = bias ? 9 * dModel : 0; // 3 for q, k and v, 1 + 4 + 1 for the other three
  const block = 12 * dModel ** 2 + biases + 2 * norm;
  const embeddings = (positions === "learned" ? vocabSize + contextLength : vocabSize) * dModel;
  const parameters = embeddings + layers * block + norm + (tieWeights ? 0 : vocabSize * dModel);
  const tables = positions === "sinusoidal" ? contextLength * dModel * floatBytes : 0;
  return sized(parameters, {
    tables,
    keyValueCache: 2 * layers * contextLength * dModel * floatBytes,
  });
}

/** The size of an encoder-decoder, which keeps no keys and values. */
export function seq2seqSize(config: Seq2SeqConfig): ModelSize {
  const { sourceVocabSize, targetVocabSize, dModel, dimFeedforward } = config;
  const attention = 4 * dModel ** 2 + 4 * dModel;
  const feedForward = 2 * dModel * dimFeedforward + dimFeedforward + dModel;
  const norm = 2 * dModel;
  const encoder = config.numEncoderLayers * (attention + feedForward + 2 * norm) + norm;
  const decoder = config.numDecoderLayers * (2 * attention + feedForward + 3 * norm) + norm;
  const embeddings = (sourceVocabSize + targetVocabSize) * dModel;
  const parameters = embeddings + encoder + decoder + (dModel + 1) * targetVocabSize;
  return sized(parameters, { tables: 0, keyValueCache: 0 });
}

function sized(
  parameters: number,
  { tables, keyValueCache }: { readonly tables: number; readonly keyValueCache: number },
): ModelSize {
  const weights = parameters * floatBytes;
  const memory = { weights, gradients: weights, moments: 2 * weights, keyValueCache };
  return { parameters, memory, tables };
}

/** The size of a described model. */
export const sizeOf = (described: ModelDescription): ModelSize =>
  described.role === "decoder" ? gptSize(described.config) : seq2seqSize(described.config);

/** Throw for a model that cannot fit into a WebAssembly memory. `name` is where its size is said. */
export function requireAddressable(
  { parameters, memory, tables }: ModelSize,
  use: "training" | "inference",
  name: string,
): void {
  const { weights, gradients, moments, keyValueCache } = memory;
  const bytes = weights + tables + (use === "training" ? gradients + moments : keyValueCache);
  if (bytes <= addressableBytes) return;
  throw new ModelFolderError(
    `${name}: a model of ${parameters.toLocaleString("en-US")} parameters needs ` +
      `${gibibytes(bytes)} for ${use}, and WebAssembly ends at ${gibibytes(addressableBytes)}; ` +
      "take fewer layers, a smaller width or a shorter context",
    { file: name },
  );
}

const gibibytes = (bytes: number): string =>
  `${(bytes / 2 ** 30).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} GiB`;
