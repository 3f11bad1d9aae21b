import type { Decoder } from "../../models/roles.ts";
import type { Generator } from "../../random/generator.ts";
import type { GenerateIdsSettings } from "../generate-ids-options.ts";
import { clock, type Searching } from "../search/search.ts";
import type { IdRows } from "../steps/prompts.ts";
import { BatchedSequence } from "./batched-sequence.ts";
import { SequenceBatch } from "./sequence-batch.ts";
import { SequenceChoice } from "./sequence-choice.ts";

/** Sequences that are followed `batchSize` at a time. */
export interface BatchedPrompts {
  readonly model: Decoder;
  readonly settings: GenerateIdsSettings;
  readonly ids: IdRows;
  /** 1 of tokens, 0 of padding on the left. */
  readonly attentionMask: IdRows | undefined;
  /** The generators of each prompt's sequences. */
  generatorsOf(row: number): readonly Generator[];
}

/** What `follow` gives, sequence by sequence in the order of prompts; those that end leave their places to the next. */
export async function* followBatched(given: BatchedPrompts): Searching {
  const { model, settings, ids, attentionMask, generatorsOf } = given;
  const { outputScores, outputLogits, batchSize = ids.length } = settings;
  const isLate = clock(settings);
  const places = ids.flatMap((_, row) =>
    generatorsOf(row).map((generator) => ({ row, generator })),
  );
  const all = places.map(({ row, generator }) => {
    const choice = new SequenceChoice(ids[row]!, settings, { row, generator, prompts: ids });
    return new BatchedSequence(
      choice,
      paddingOf(settings.who, row, ids[row]!, attentionMask?.[row]),
    );
  });
  // Whose prompt is the same begin from one another; there are no others to keep anything for.
  using batch = new SequenceBatch(model, 0);
  const waiting = [...all];
  while (waiting.length > 0 || batch.sequences.length > 0) {
    isLate(); // throws what the signal says
    for (const next of waiting.splice(0, batchSize - batch.sequences.length)) batch.add(next);
    for (const advance of await batch.step()) {
      if ("error" in advance) throw advance.error;
      const { sequence, token, end } = advance;
      if (end) batch.remove(sequence);
      yield { sequence: all.indexOf(sequence), id: token.id };
    }
  }
  return all.map(({ choice }) => ({
    ids: choice.ids,
    ...(outputScores ? { scores: choice.scores } : {}),
    ...(outputLogits ? { logits: choice.logits } : {}),
  }));
}

/** Tokens of padding on the left. */
function paddingOf(
  who: string,
  row: number,
  ids: readonly number[],
  mask: readonly number[] | undefined,
): number {
  if (!mask) return 0;
  const padding = mask.indexOf(1);
  if (padding >= 0 && mask.length === ids.length && !mask.includes(0, padding)) return padding;
  throw new RangeError(
    `${who}: attentionMask[${row}] is no padding on the left alone, expected 0 up to the first token and 1 from there on`,
  );
}
