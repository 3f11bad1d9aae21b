import { type ModelWithTokenizer, type ScorableText, score } from "@qkv/nn/evaluation";
import { flag, number } from "../command-line/option.ts";

/** What a command line says of scoring. */
export const scoreOptions = {
  perToken: flag("The log-likelihood of each token too, with its id"),
  windowLength: number(
    "Tokens of a window of a long text at most; as many as the model has room for unless given",
    {
      ...{ integer: true, from: 2 },
    },
  ),
  stride: number("New tokens of each window but the first; half a window unless given", {
    ...{ integer: true, from: 1 },
  }),
};

export interface ScoreSettings {
  readonly perToken?: true;
  readonly windowLength?: number;
  readonly stride?: number;
}

/** A text that is scored given another stands in an object of both. */
export const scoreParts = [["source", "target"]] as const;

/** How likely each text is, in nats; a text's parts may be told one from the other by their ids. */
export async function scoreTexts(
  model: ModelWithTokenizer,
  inputs: readonly unknown[],
  { perToken, ...options }: ScoreSettings,
  signal?: AbortSignal,
): Promise<readonly object[]> {
  // What is no text is refused there, in words.
  const scores = await score(model, inputs as readonly ScorableText[], {
    ...options,
    ...(signal ? { signal } : {}),
  });
  return scores.map(({ ids, logLikelihoods, logLikelihood, perplexity }) => ({
    ...{ logLikelihood, perplexity, tokens: ids.length },
    ...(perToken ? { ids, logLikelihoods } : {}),
  }));
}
