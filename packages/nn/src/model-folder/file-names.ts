/** Files of a model's folder. */
export const fileNames = {
  config: "config.json",
  tokenizer: "tokenizer.json",
  /** Of the targets, where sources and targets have a tokenizer each. */
  targetTokenizer: "target_tokenizer.json",
  weights: "model.safetensors",
} as const;

/** Those that say what a model is, but its weights. */
export const descriptionFileNames: readonly string[] = [
  fileNames.config,
  fileNames.tokenizer,
  fileNames.targetTokenizer,
];
