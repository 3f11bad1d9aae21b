import { padSequences } from "../../../data/sequence-batch.ts";
import { tensor } from "../../../device/create-tensor.ts";
import type { Encoder, NamedTensors } from "../../../models/roles.ts";

/** A text as ids, and what is to be told of it: the id of its class, or a number. */
export interface LabelledIds {
  readonly ids: readonly number[];
  readonly label: number;
}

/** What a text's ids are padded with, and what its labels are. */
export interface LabelBatching {
  readonly model: Encoder;
  readonly paddingIdx: number;
  readonly kind: "classes" | "number";
}

/** Inputs by Hugging Face's names; the tensors belong to the caller. */
export function labelBatch(
  examples: readonly LabelledIds[],
  { model: { device }, paddingIdx, kind }: LabelBatching,
): NamedTensors & { readonly labels: NonNullable<NamedTensors["labels"]> } {
  const rows = examples.map(({ ids }) => ids);
  const labels = examples.map(({ label }) => label);
  const dtype = kind === "number" ? "float32" : "int32";
  return {
    input_ids: padSequences(rows, { paddingIdx, device }),
    attention_mask: padSequences(
      rows.map((row) => row.map(() => 1)),
      { paddingIdx: 0, device },
    ),
    labels: tensor(labels, { dtype, device }),
  };
}
