import { describeValue } from "../options/describe-value.ts";
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

/** Fields that say nothing of a greedy search: of sampling, of beams, of what is given beside the ids, of speed. */
const withoutEffect = new Set([
  ...["_from_model_config", "transformers_version", "use_cache", "cache_config"],
  ...["temperature", "top_k", "top_p", "min_p", "top_h", "typical_p", "epsilon_cutoff"],
  ...["eta_cutoff", "renormalize_logits", "early_stopping", "length_penalty"],
  ...["output_attentions", "output_hidden_states", "output_scores", "output_logits"],
  ...["return_dict_in_generate", "return_legacy_cache", "cache_implementation", "low_memory"],
  ...["disable_compile", "compile_config", "num_assistant_tokens", "num_assistant_tokens_schedule"],
  ...["assistant_confidence_threshold", "assistant_early_exit", "assistant_lookbehind"],
  ...["target_lookbehind", "is_assistant", "max_matching_ngram_size", "prefill_chunk_size"],
]);

/** What a greedy search is without, and fields that are not understood: but for the values with which they do nothing. */
const neutral: Readonly<Record<string, unknown>> = {
  do_sample: false,
  num_beams: 1,
  encoder_repetition_penalty: 1,
  encoder_no_repeat_ngram_size: 0,
  num_beam_groups: 1,
  diversity_penalty: 0,
  num_return_sequences: 1,
  remove_invalid_values: false,
  guidance_scale: 1,
  token_healing: false,
  penalty_alpha: 0,
};

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
    if (name) options[name] = value;
    else if (!Object.hasOwn(neutral, field) || neutral[field] !== value)
      throw new OptionError(
        `generation_config.json: ${field} is ${describeValue(value)}, ` +
          (Object.hasOwn(neutral, field)
            ? `expected ${describeValue(neutral[field])}: generateIds takes the likeliest token, and nothing else`
            : "which is not understood"),
      );
  }
  return options;
}
