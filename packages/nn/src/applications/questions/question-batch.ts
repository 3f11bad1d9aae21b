import { padSequences } from "../../data/sequence-batch.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { Encoder, NamedTensors } from "../../models/roles.ts";
import type { QuestionPiece } from "./question-pieces.ts";

/**
 * Inputs by Hugging Face's names: input_ids and attention_mask [pieces, tokens], token_type_ids where the model reads such,
 * start_positions and end_positions [pieces].
 */
export function questionBatch(
  pieces: readonly QuestionPiece[],
  { device, tokenTypes = 1 }: Encoder,
  paddingIdx: number,
): NamedTensors {
  const rows = pieces.map(({ ids }) => ids);
  const padded = (values: readonly (readonly number[])[], padding = 0) =>
    padSequences(values, { paddingIdx: padding, device });
  const places = (of: (piece: QuestionPiece) => number) =>
    tensor(pieces.map(of), { dtype: "int32", device });
  return {
    input_ids: padded(rows, paddingIdx),
    attention_mask: padded(rows.map((row) => row.map(() => 1))),
    ...(tokenTypes > 1 ? { token_type_ids: padded(pieces.map(({ typeIds }) => typeIds)) } : {}),
    start_positions: places(({ start }) => start),
    end_positions: places(({ end }) => end),
  };
}
