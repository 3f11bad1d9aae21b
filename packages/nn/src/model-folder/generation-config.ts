import type { NumberRange } from "../options/number-range.ts";
import { beginId, endId, paddingId } from "../tokenizers/symbol-vocabulary.ts";
import { fileNames } from "./file-names.ts";
import { type FileSource, fileIn } from "./file-source.ts";
import { JsonFields } from "./json-fields.ts";
import { readJson } from "./read-json.ts";

/** How long a target may be for which decoding waits. */
const longestTargetRange: NumberRange = { integer: true, from: 1, to: 65_536 };

/** What generation_config.json of an encoder-decoder says; the target's end counts as a token. */
export const generationConfig = (longestTarget: number): object => ({
  max_new_tokens: longestTarget + 1,
  ...{ pad_token_id: paddingId, bos_token_id: beginId, eos_token_id: endId },
  decoder_start_token_id: beginId,
});

/** Symbols at which decoding ends at the latest: in generation_config.json, or, in older folders, in config.json. */
export async function readLongestTarget(source: FileSource, config: JsonFields): Promise<number> {
  if (config.has("longestTarget")) return config.number("longestTarget", longestTargetRange);
  const file = fileIn(source, fileNames.generation);
  const fields = new JsonFields(await readJson(source, fileNames.generation), file);
  return fields.number("max_new_tokens", { integer: true, from: 2, to: 65_537 }) - 1;
}
