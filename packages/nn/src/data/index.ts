export type { BatchSource } from "./batch-source.ts";
export { DataLoader, type DataLoaderOptions, type DataLoaderState } from "./data-loader.ts";
export type { Dataset } from "./dataset.ts";
export { type Collated, defaultCollate } from "./default-collate.ts";
export {
  PaddedPairs,
  type PaddedPairsOptions,
  type PaddedPairsState,
  type SortedPairBatchesOptions,
  sortedPairBatches,
} from "./padded-pairs.ts";
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
export {
  sequentialWindows,
  TokenStream,
  type TokenStreamOptions,
  type TokenStreamState,
  type WindowOptions,
} from "./token-stream.ts";
