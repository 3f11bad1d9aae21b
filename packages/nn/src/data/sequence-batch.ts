import { tensor } from "../device/create-tensor.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectList } from "../options/expect-argument.ts";
import { instance, integer } from "../options/fields.ts";
import { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";

const paddingOptions = defineOptions("padSequences", {
  /** Id that fills the rows up; 0 unless given. */
  paddingIdx: integer({ default: 0 }),
  /** Longer sequences keep their first tokens; all unless given. */
  maxLength: integer({ from: 1, optional: true }),
  /** Where the tensor is made; the default device unless given. */
  device: instance(Device, { optional: true }),
});

/** The token that fills up, how long sequences may be, and where the tensor is made. */
export type PaddingOptions = Given<typeof paddingOptions>;

/**
 * Sequences of any lengths as one int32 tensor [sequences, tokens], filled up behind with padding:
 * [PyTorch's pad_sequence](https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_sequence.html),
 * batch first.
 *
 * @throws RangeError for no sequences
 */
export function padSequences(
  sequences: readonly ArrayLike<number>[],
  options: PaddingOptions = {},
): Tensor {
  expectList("padSequences", "sequences", sequences);
  for (const [i, sequence] of sequences.entries())
    expectList("padSequences", `sequences[${i}]`, sequence);
  const { paddingIdx, maxLength = Infinity, device } = paddingOptions.complete(options);
  if (sequences.length === 0) throw new RangeError("padSequences: there are no sequences");
  const lengths = sequences.map((sequence) => Math.min(sequence.length, maxLength));
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const shape = [sequences.length, longest];
  const ids = new Array<number>(sequences.length * longest).fill(paddingIdx);
  for (const [row, sequence] of sequences.entries())
    for (let i = 0; i < lengths[row]!; i++) ids[row * longest + i] = sequence[i]!;
  return tensor(ids, { dtype: "int32", shape, ...(device ? { device } : {}) });
}

/** Sequences of one batch, padded to the longest. */
export interface SequenceBatch {
  /** int32 [sequences, tokens] */
  readonly ids: Tensor;
  /** int32 [sequences, tokens]: 1 where a token is padding, as the `srcKeyPaddingMask` of encoders. */
  readonly paddingMask: Tensor;
}

/**
 * The tensors of some sequences, to classify them perhaps: `encoder.forward(embed(ids), { srcKeyPaddingMask: paddingMask })`.
 * Padding is known by its place, so its id may be that of a token too. The tensors belong to the caller.
 */
export function sequenceBatch(
  sequences: readonly ArrayLike<number>[],
  options: PaddingOptions = {},
): SequenceBatch {
  expectList("sequenceBatch", "sequences", sequences);
  const ids = padSequences(sequences, options);
  const tokens = ids.shape[1]!;
  const padding = sequences.map(({ length }) =>
    Array.from({ length: tokens }, (_, i) => (i < length ? 0 : 1)),
  );
  return { ids, paddingMask: tensor(padding, { dtype: "int32", device: ids.device }) };
}
