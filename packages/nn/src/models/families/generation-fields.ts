/**
 * Fields of a config.json of transformers 4 that say how ids are generated, and not what the model is; generation_config.json
 * holds them since.
 */
export const generationFields: ReadonlySet<string> = new Set([
  ...["max_length", "max_new_tokens", "min_length", "min_new_tokens", "early_stopping"],
  ...["do_sample", "num_beams", "num_beam_groups", "diversity_penalty", "num_return_sequences"],
  ...["temperature", "top_k", "top_p", "min_p", "typical_p", "renormalize_logits"],
  ...["repetition_penalty", "length_penalty", "no_repeat_ngram_size", "bad_words_ids"],
  ...["encoder_repetition_penalty", "encoder_no_repeat_ngram_size", "remove_invalid_values"],
  ...["suppress_tokens", "begin_suppress_tokens", "exponential_decay_length_penalty"],
  ...["forced_bos_token_id", "forced_eos_token_id", "decoder_start_token_id"],
  ...["bos_token_id", "eos_token_id", "pad_token_id", "output_scores", "return_dict_in_generate"],
]);

/** What a config.json says of how ids are generated, of a model without a generation_config.json. */
export const generationFieldsOf = (config: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(config).filter(([name]) => generationFields.has(name)));
