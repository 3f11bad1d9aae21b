import { padSequences } from "../../data/sequence-batch.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { EncoderModel } from "../../models/encoder/encoder-model.ts";
import type { NamedTensors } from "../../models/roles.ts";
import { indexSelect } from "../../ops/index-select.ts";
import { reshape } from "../../ops/reshape.ts";
import type { Device } from "../../tensor/device.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { MaskedTokens } from "./mask-tokens.ts";

/** input_ids and attention_mask [passages, tokens]; places and targets [masked], of all passages one after the other. */
export type MaskedBatch = NamedTensors & { readonly places: Tensor; readonly targets: Tensor };

/** A batch of passages, padded behind; the tensors belong to the caller. */
export function maskedBatch(
  passages: readonly MaskedTokens[],
  { paddingIdx, device }: { readonly paddingIdx: number; readonly device: Device },
): MaskedBatch {
  const rows = passages.map(({ ids }) => ids);
  const width = rows.reduce((most, { length }) => Math.max(most, length), 0);
  const ids = (values: readonly number[]): Tensor => tensor(values, { dtype: "int32", device });
  return {
    input_ids: padSequences(rows, { paddingIdx, device }),
    attention_mask: padSequences(
      rows.map((row) => row.map(() => 1)),
      { paddingIdx: 0, device },
    ),
    places: ids(passages.flatMap(({ places }, row) => places.map((place) => row * width + place))),
    targets: ids(passages.flatMap(({ targets }) => targets)),
  };
}

/** Scores of all words at the masked places alone, [masked, vocab]: the head is most of the work, and others have no loss. */
export const scoresOfMasked = (
  model: EncoderModel,
  { places, targets: _, ...inputs }: MaskedBatch,
): Tensor =>
  scope(() => {
    const hidden = model.hiddenStates(inputs); // [passages, tokens, dModel]
    const width = hidden.shape.at(-1)!;
    const chosen = indexSelect(reshape(hidden, [-1, width]), 0, places); // [masked, dModel]
    const { logits } = model.head!.forward({ hidden: reshape(chosen, [1, -1, width]) });
    return reshape(logits!, [places.size, -1]);
  });
