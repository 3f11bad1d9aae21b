export type { BatchSource } from "./batch-source.ts";
export { DataLoader } from "./data-loader.ts";
export { PaddedPairs, type PaddedPairsOptions, sortedPairBatches } from "./padded-pairs.ts";
export {
  type PaddingOptions,
  padSequences,
  type SequenceBatch,
  sequenceBatch,
} from "./sequence-batch.ts";
export {
  type PairBatchOptions,
  pairBatch,
  type SequencePair,
  type SequencePairBatch,
} from "./sequence-pair.ts";
export { sequentialWindows, TokenStream } from "./token-stream.ts";
