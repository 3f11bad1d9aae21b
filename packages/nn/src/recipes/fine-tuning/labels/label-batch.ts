import { padSequences } from "../../../data/sequence-batch.ts";
import { tensor } from "../../../device/create-tensor.ts";
import type { Encoder, NamedTensors } from "../../../models/roles.ts";
import type { Device } from "../../../tensor/device.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { Told } from "./classes.ts";

/** A text as ids, and what is to be told of it: a number, the id of its class, or the ids of any number of classes. */
export interface LabelledIds {
  readonly ids: readonly number[];
  readonly labels: readonly number[];
}

/** What a text's ids are padded with, and what its labels are. */
export interface LabelBatching {
  readonly model: Encoder;
  readonly paddingIdx: number;
  readonly told: Told;
}

/** Inputs by Hugging Face's names; the tensors belong to the caller. */
export function labelBatch(
  examples: readonly LabelledIds[],
  { model: { device }, paddingIdx, told }: LabelBatching,
): NamedTensors & { readonly labels: NonNullable<NamedTensors["labels"]> } {
  const rows = examples.map(({ ids }) => ids);
  return {
    input_ids: padSequences(rows, { paddingIdx, device }),
    attention_mask: padSequences(
      rows.map((row) => row.map(() => 1)),
      { paddingIdx: 0, device },
    ),
    labels: targets(examples, told, device),
  };
}

/** int32 classes [batch], float32 numbers [batch], or 1 for each class that a text is of and else 0, [batch, classes]. */
function targets(examples: readonly LabelledIds[], told: Told, device: Device): Tensor {
  const labels = examples.map((one) => one.labels);
  if (told.kind !== "several")
    return tensor(labels.flat(), { dtype: told.kind === "number" ? "float32" : "int32", device });
  const classes = told.labels.length;
  const values = new Float32Array(examples.length * classes);
  for (const [row, ids] of labels.entries()) for (const id of ids) values[row * classes + id] = 1;
  return tensor(values, { shape: [examples.length, classes], device });
}
