import { padSequences } from "../../data/sequence-batch.ts";
import type { NamedTensors } from "../../models/roles.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Pieces of a sentence, and the label of each; -100 of those that have none. */
export interface LabelledPieces {
  readonly ids: readonly number[];
  readonly labels: readonly number[];
}

/** Inputs by Hugging Face's names: input_ids, attention_mask and labels, all [sentences, pieces]. */
export type EntityBatch = NamedTensors & { readonly labels: Tensor };

/** A batch of sentences, padded behind; the tensors belong to the caller. */
export function entityBatch(
  sentences: readonly LabelledPieces[],
  { paddingIdx, device }: { readonly paddingIdx: number; readonly device: Device },
): EntityBatch {
  const rows = sentences.map(({ ids }) => ids);
  return {
    input_ids: padSequences(rows, { paddingIdx, device }),
    attention_mask: padSequences(
      rows.map((row) => row.map(() => 1)),
      { paddingIdx: 0, device },
    ),
    labels: padSequences(
      sentences.map(({ labels }) => labels),
      { paddingIdx: -100, device },
    ),
  };
}
