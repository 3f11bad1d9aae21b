import type { TextPairsDescription } from "../../../model-folder/model-description.ts";
import type { EncoderDecoder } from "../../../models/roles.ts";
import { RecipeError } from "../../settings-error.ts";

/** Ids that are no text of a pair's own. */
export interface TargetIds {
  readonly paddingIdx: number;
  /** What the decoder begins with. */
  readonly beginIdx: number;
  /** The last token of every target. */
  readonly endIdx: number;
  /** The token with which a text is over: the last one, or the one before where that names the language. */
  readonly overIdx: number;
  /** Whether the tokenizer puts the last token there itself. */
  readonly ended: boolean;
}

/**
 * What targets of a model begin and end with, by its config.json and its tokenizer.
 *
 * @throws RecipeError where config.json names no such ids
 */
export function targetIds(
  { paddingIdx, targetStart }: EncoderDecoder,
  { config, tokenizer }: TextPairsDescription,
): TargetIds {
  const { eos_token_id: ends } = config as { readonly eos_token_id?: number | number[] | null };
  const over = [ends].flat()[0];
  const around = tokenizer.encode("");
  if (typeof over !== "number") throw missing("eos_token_id", "the token that ends a text");
  if (paddingIdx < 0) throw missing("pad_token_id", "the token that fills batches up");
  const last = around.at(-1);
  if (targetStart === "last") {
    if (last === undefined)
      throw new RecipeError(
        "the tokenizer puts no token behind a text, expected the language of the target: it begins what this model writes",
      );
    return { paddingIdx, beginIdx: last, endIdx: last, overIdx: over, ended: true };
  }
  if (targetStart === undefined)
    throw missing("decoder_start_token_id", "the token that a target begins with");
  return {
    ...{ paddingIdx, beginIdx: targetStart, endIdx: over, overIdx: over },
    ended: last === over,
  };
}

const missing = (field: string, what: string): RecipeError =>
  new RecipeError(`config.json names no ${field}, expected ${what}`);
