import type { SequencePair } from "../../../data/sequence-pair.ts";
import type { TextPairsDescription } from "../../../model-folder/model-description.ts";
import type { EncoderDecoder } from "../../../models/roles.ts";
import { readRows } from "../../rows/read-rows.ts";
import { RecipeError } from "../../settings-error.ts";
import { type LearningModel, vocabularyOf } from "../base-model.ts";
import { EncodeWithin } from "../encode-within.ts";
import { type TargetIds, targetIds } from "./target-ids.ts";

/** A source and its target, as texts and as ids: those of the target without the last, which ends all of them. */
export interface TextPair extends SequencePair {
  readonly from: string;
  readonly to: string;
}

/** The pairs of some data. */
export interface EncodedPairs {
  readonly pairs: readonly TextPair[];
  /** Sources and targets that were longer than `most` tokens. */
  readonly cut: number;
  readonly ids: TargetIds;
}

/** What the two columns of pairs are called. */
const usualColumns = ["source", "target"] as const;

export interface PairData {
  readonly text: string;
  /** What errors call it. */
  readonly name: string;
  readonly columns: readonly string[];
  /** Tokens of a source, or of a target, at most. */
  readonly most: number;
}

/** @throws RecipeError for data that are no pairs, with their line */
export function encodePairs(
  model: EncoderDecoder & LearningModel,
  description: TextPairsDescription,
  { text, name, columns, most }: PairData,
): EncodedPairs {
  const rows = readRows(text, name, { usual: usualColumns, given: columns });
  const { tokenizer } = description;
  const ids = targetIds(model, description);
  const sources = new EncodeWithin(tokenizer, most);
  const targets = new EncodeWithin(tokenizer, ids.ended ? most : most - 1);
  const known = vocabularyOf(model);
  const pairs = rows.map(({ line, values: [from, to] }) => {
    const source = sources.ids(from);
    const encoded = targets.ids(to);
    for (const [column, some] of [["source", source] as const, ["target", encoded] as const]) {
      if (some.length === 0)
        throw new RecipeError(`${name}: line ${line}: the ${column} has no tokens`);
      const foreign = some.find((id) => id >= known);
      if (foreign !== undefined)
        throw new RecipeError(
          `${name}: line ${line}: the ${column} has the id ${foreign}, but the model has ${known}; the tokenizer is not the model's`,
        );
    }
    return { from, to, source, target: ids.ended ? encoded.slice(0, -1) : encoded };
  });
  return { pairs, cut: sources.cut + targets.cut, ids };
}
