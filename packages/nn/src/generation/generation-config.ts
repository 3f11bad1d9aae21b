import { expectObject } from "../options/expect-argument.ts";
import { OptionError } from "../options/option-error.ts";
import type { GenerateIdsOptions } from "./generate-ids-options.ts";

/** Fields of a generation_config.json, and what they are called here. */
const names: Readonly<Record<string, keyof GenerateIdsOptions>> = {
  max_new_tokens: "maxNewTokens",
  max_length: "maxLength",
  min_length: "minLength",
  min_new_tokens: "minNewTokens",
  eos_token_id: "eosTokenId",
  pad_token_id: "padTokenId",
  repetition_penalty: "repetitionPenalty",
  no_repeat_ngram_size: "noRepeatNgramSize",
  bad_words_ids: "badWordsIds",
  suppress_tokens: "suppressTokens",
  begin_suppress_tokens: "beginSuppressTokens",
  forced_bos_token_id: "forcedBosTokenId",
  forced_eos_token_id: "forcedEosTokenId",
  decoder_start_token_id: "decoderStartTokenId",
  bos_token_id: "bosTokenId",
};

/** Fields that say nothing of a greedy search. */
const withoutEffect = new Set([
  ...["_from_model_config", "transformers_version", "use_cache", "do_sample"],
  ...["temperature", "top_k", "top_p", "num_beams", "early_stopping"],
  ...["length_penalty", "output_attentions", "output_hidden_states", "output_scores"],
  ...["return_dict_in_generate"],
]);

/**
 * What a generation_config.json, or options under Hugging Face's names, say to `generateIds`. null says nothing.
 *
 * @throws OptionError for a field that is not understood
 */
export function generationOptions(config: Readonly<Record<string, unknown>>): GenerateIdsOptions {
  expectObject("generationOptions", "config", config);
  const options: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(config)) {
    if (value === null || value === undefined || withoutEffect.has(field)) continue;
    const name = Object.hasOwn(names, field) ? names[field] : undefined;
    if (!name) throw new OptionError(`generation_config.json: ${field} is not understood`);
    options[name] = value;
  }
  return options;
}
