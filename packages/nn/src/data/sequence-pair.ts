import { defineOptions, type Given } from "../options/define-options.ts";
import { expectList } from "../options/expect-argument.ts";
import { instance, integer } from "../options/fields.ts";
import { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { padSequences } from "./sequence-batch.ts";

/** Token ids of a source and of the target that it becomes, without begin and end. */
export interface SequencePair {
  readonly source: readonly number[];
  readonly target: readonly number[];
}

/** Pairs of one batch, padded to the longest; all int32 [batch, tokens]. */
export interface SequencePairBatch {
  readonly source: Tensor;
  /** Begin, then the target: what the decoder sees. */
  readonly target: Tensor;
  /** The target, then end: what it is to say. */
  readonly expected: Tensor;
}

export const pairBatchFields = {
  paddingIdx: integer({ from: 0 }),
  beginIdx: integer({ from: 0 }),
  endIdx: integer({ from: 0 }),
  /** Where the tensors are made; the default device unless given. */
  device: instance(Device, { optional: true }),
};

const pairBatchOptions = defineOptions("pairBatch", {
  /** Pairs in a batch, where they are cut into batches. */
  batchSize: integer({ from: 1, optional: true }),
  ...pairBatchFields,
});

/** Tokens of the padding, the beginning and the end, and where the tensors are made. */
export type PairBatchOptions = Given<typeof pairBatchOptions>;

/** The tensors of some pairs; they belong to the caller. */
export function pairBatch(
  pairs: readonly SequencePair[],
  options: PairBatchOptions,
): SequencePairBatch {
  expectList("pairBatch", "pairs", pairs);
  const { paddingIdx, beginIdx, endIdx, device } = pairBatchOptions.complete(options);
  const padded = (rows: readonly (readonly number[])[]): Tensor =>
    padSequences(rows, { paddingIdx, device });
  return {
    source: padded(pairs.map(({ source }) => source)),
    target: padded(pairs.map(({ target }) => [beginIdx, ...target])),
    expected: padded(pairs.map(({ target }) => [...target, endIdx])),
  };
}
