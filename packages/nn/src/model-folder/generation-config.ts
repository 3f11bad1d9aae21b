import { beginId, endId, paddingId } from "../tokenizers/symbol-vocabulary.ts";
import { fileNames } from "./file-names.ts";
import { type FileSource, fileIn } from "./file-source.ts";
import { JsonFields } from "./json-fields.ts";
import { readJson } from "./read-json.ts";
import { longestTargetRange } from "./size-range.ts";

/** What generation_config.json of an encoder-decoder says; the target's end counts as a token. */
export const generationConfig = (longestTarget: number): object => ({
  max_new_tokens: longestTarget + 1,
  ...{ pad_token_id: paddingId, bos_token_id: beginId, eos_token_id: endId },
  decoder_start_token_id: beginId,
});

/** Symbols at which decoding ends at the latest, as generation_config.json says. */
export async function readLongestTarget(source: FileSource): Promise<number> {
  const file = fileIn(source, fileNames.generation);
  const fields = new JsonFields(await readJson(source, fileNames.generation), file);
  const { from = 1, to = 1 } = longestTargetRange;
  const range = { integer: true, from: from + 1, to: to + 1 };
  return fields.number("max_new_tokens", range) - 1;
}
