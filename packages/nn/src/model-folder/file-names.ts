/** Files of a model's folder. */
export const fileNames = {
  config: "config.json",
  tokenizer: "tokenizer.json",
  /** Which of its classes Hugging Face takes for the tokenizer. */
  tokenizerConfig: "tokenizer_config.json",
  /** Of the targets, where sources and targets have a tokenizer each. */
  targetTokenizer: "target_tokenizer.json",
  /** How outputs are made: where decoding ends. */
  generation: "generation_config.json",
  /** What pictures or sounds are made into. */
  preprocessor: "preprocessor_config.json",
  /** The same of newer folders, in a part for each kind. */
  processor: "processor_config.json",
  /** How the model was trained: its recipe, settings and data. */
  training: "training.json",
  weights: "model.safetensors",
} as const;

/** Files of a published model that say more of its tokenizer. */
export const publishedTokenizerFiles: readonly string[] = [
  ...["special_tokens_map.json", "chat_template.jinja", "chat_template.json", "added_tokens.json"],
  ...["vocab.json", "merges.txt", "vocab.txt", "tokenizer.model"],
];

/** Those that say what a model is, but its weights. */
export const descriptionFileNames: readonly string[] = [
  fileNames.training,
  fileNames.config,
  fileNames.generation,
  fileNames.tokenizer,
  fileNames.tokenizerConfig,
  fileNames.targetTokenizer,
  ...publishedTokenizerFiles,
];
