import {
  type GenerateIdsOptions,
  generateIdsOptions,
} from "../../generation/generate-ids-options.ts";
import type { Field } from "../../options/field.ts";

// The pipeline gives these itself.
const { tokenizer, signal, batchSize, outputScores, outputLogits, ...own } =
  generateIdsOptions.fields;

type Optional<F> = {
  readonly [K in keyof F]: F[K] extends Field<infer T, infer _N, infer _G>
    ? Field<T | undefined, "optional">
    : never;
};

const optional = <F extends Readonly<Record<string, Field<unknown>>>>(fields: F): Optional<F> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      { ...field, required: false, default: undefined },
    ]),
  ) as Optional<F>;

/** All options of `generate`; one that is not given is as the model's generation_config.json has it. */
export const generationFields = optional(own);

/** What those of them do that a command line can give. */
export const generationFlags = {
  maxNewTokens: "Tokens to generate at most",
  maxLength: "Tokens at most, those of a prompt that is gone on with included",
  minNewTokens: "Tokens to generate at least",
  minLength: "Tokens at least, those of a prompt that is gone on with included",
  maxTime: "Seconds after which no further token is begun",
  stopStrings: "End with one of these texts, with commas between",
  doSample: "Draw tokens, instead of taking the likeliest",
  seed: "Of the drawing: the same seed gives the same text",
  temperature: "Below 1 is more predictable, above 1 less",
  topK: "Draw among so many of the likeliest tokens; 0 for all",
  topP: "Draw among the likeliest tokens that have this share together",
  minP: "Draw among tokens this many times as likely as the likeliest",
  typicalP: "Draw among tokens of usual surprise that have this share together",
  repetitionPenalty: "Above 1 makes tokens already there less likely",
  noRepeatNgramSize: "No run of so many tokens comes twice",
  numBeams: "Follow so many sequences side by side, and take the likeliest",
  lengthPenalty: "Above 0 prefers longer beams, below 0 shorter ones",
  earlyStopping: "When beams end: true, false or never",
  numReturnSequences: "Texts for each input",
  topH: "Draw among the likeliest tokens that have this share of the entropy",
  epsilonCutoff: "Not among tokens below this probability",
  etaCutoff: "The same, with a bound that falls with the entropy",
  encoderRepetitionPenalty: "Above 1 makes tokens of the input more likely",
  encoderNoRepeatNgramSize: "No run of so many tokens of the input comes",
  badWordsIds: "Runs of ids that do not come, as JSON: [[5], [6, 7]]",
  suppressTokens: "Ids that do not come, with commas between",
  beginSuppressTokens: "Ids that do not come at the beginning",
  forcedBosTokenId: "The first new id",
  forcedEosTokenId: "The last new id",
  exponentialDecayLengthPenalty: "TOKENS,FACTOR: after so many tokens the end becomes likelier",
  renormalizeLogits: "Scores are log-probabilities again after all that changes them",
  removeInvalidValues: "NaN among the scores becomes 0",
  guidanceScale: "Away from what the model says without the prompt; 1 is not",
  eosTokenId: "Ids that end a text",
  padTokenId: "The id that fills up shorter texts",
  bosTokenId: "The id that begins texts",
  decoderStartTokenId: "The id that begins what an encoder-decoder writes",
  promptLookupNumTokens: "Guess so many tokens from where the last ones stood before",
} as const satisfies Partial<Record<keyof typeof generationFields, string>>;

/** Options of `generate` that are given. */
export type GivenGeneration = Omit<GenerateIdsOptions, "tokenizer" | "signal">;

/** Those among the options of a task. */
export function generationOf(settings: object): GivenGeneration {
  const entries = Object.entries(settings);
  const isOwn = ([name, value]: readonly [string, unknown]) =>
    value !== undefined && Object.hasOwn(generationFields, name);
  return Object.fromEntries(entries.filter(isOwn)) as GivenGeneration;
}
