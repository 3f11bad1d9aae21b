/** How the next token of an answer is chosen; what is left out is as the model's generation_config.json says, or unchanged. */
export interface TokenChoice {
  /** 0 takes the likeliest. */
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  /** 0 for all. */
  readonly topK?: number | undefined;
  readonly minP?: number | undefined;
  /** Above 1 makes tokens that have been there, the prompt's too, less likely. */
  readonly repetitionPenalty?: number | undefined;
  /** Taken off the score of each token that the answer has. */
  readonly presencePenalty?: number | undefined;
  /** Taken off as many times as the answer has the token. */
  readonly frequencyPenalty?: number | undefined;
  /** Added to the scores of tokens. */
  readonly logitBias?: ReadonlyMap<number, number> | undefined;
  readonly seed?: number | undefined;
  /** The answer ends before any of these. */
  readonly stop?: readonly string[] | undefined;
}
