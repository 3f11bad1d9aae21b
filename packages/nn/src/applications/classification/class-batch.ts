import { padSequences } from "../../data/sequence-batch.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { NamedTensors } from "../../models/roles.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** A text as ids, and the id of its class. */
export interface EncodedText {
  readonly ids: readonly number[];
  readonly label: number;
}

/** Inputs by Hugging Face's names: input_ids and attention_mask [texts, tokens], labels [texts]. */
export type ClassBatch = NamedTensors & { readonly labels: Tensor };

/** A batch of texts, padded behind; the tensors belong to the caller. */
export function classBatch(
  texts: readonly EncodedText[],
  { paddingIdx, device }: { readonly paddingIdx: number; readonly device: Device },
): ClassBatch {
  const rows = texts.map(({ ids }) => ids);
  const mask = rows.map((row) => row.map(() => 1));
  return {
    input_ids: padSequences(rows, { paddingIdx, device }),
    attention_mask: padSequences(mask, { paddingIdx: 0, device }),
    labels: tensor(
      texts.map(({ label }) => label),
      { dtype: "int32", device },
    ),
  };
}
