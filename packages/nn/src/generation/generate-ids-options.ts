import type { Decoder } from "../models/roles.ts";
import { Module } from "../module/module.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { callback, flag, integer, number, oneOf, passing, texts } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";
import type { Constraint } from "./constraint.ts";
import type { DecayLengthPenalty } from "./processors/exponential-decay.ts";
import type { LogitsProcessor } from "./processors/logits-processor.ts";
import type { SequenceBias } from "./processors/sequence-bias.ts";
import type { StoppingCriterion } from "./search/stopping.ts";

const isId = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isIds = (value: unknown): boolean => Array.isArray(value) && value.every(isId);
const isRun = (value: unknown): boolean => isIds(value) && (value as unknown[]).length > 0;
const isBias = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && isRun(value[0]) && typeof value[1] === "number";
const id = { from: 0, optional: true } as const;
const ids = passing<readonly number[]>(isIds, { default: [], expected: "an array of ids" });
const idOrIds = { expected: "an id, or an array of ids" } as const;
const isIdOrIds = (value: unknown) => isId(value) || isIds(value);
const factor = { above: 0, expected: "a finite number above 0" } as const;
const probability = { above: 0, to: 1 } as const;

/** How ids are generated; names, meanings and order as in Hugging Face's `generate`. */
export const generateIdsOptions = defineOptions(
  "generateIds",
  {
    // How long
    /** 20 unless given, or as many as `maxLength` leaves. */
    maxNewTokens: integer({ from: 1, optional: true }),
    /** Tokens of a sequence at most, those that it begins with included; `maxNewTokens` goes before. */
    maxLength: integer({ from: 1, optional: true }),
    /** No sequence ends before it has so many tokens, those that it begins with included. */
    minLength: integer({ from: 0, default: 0 }),
    minNewTokens: integer({ from: 0, default: 0 }),
    /** Seconds after which no further token is begun. */
    maxTime: number({ above: 0, optional: true }),
    /** Any of these ends a sequence. */
    eosTokenId: passing<number | readonly number[]>(isIdOrIds, { ...idOrIds, default: [] }),
    /** A sequence ends with the token that completes one of these in its text; needs `tokenizer`. */
    stopStrings: texts({ default: [] }),
    tokenizer: passing<Pick<Tokenizer, "decode">>(
      (value) => typeof Object(value).decode === "function",
      { optional: true, expected: "a tokenizer" },
    ),
    /** Any of these that says true ends a sequence. */
    stoppingCriteria: passing<readonly StoppingCriterion[]>(areFunctions, {
      ...{ default: [], expected: "an array of functions" },
    }),
    signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),

    // How the next token is chosen
    /** Draw it, instead of taking the likeliest. */
    doSample: flag({ default: false }),
    /**
     * Of the drawing, one for all prompts or one for each. What a prompt becomes depends on its own seed, not on its
     * neighbours.
     */
    seed: passing<number | readonly number[]>((value) => isId(value) || isRun(value), {
      default: 0,
      expected: "an integer of at least 0, or an array of them",
    }),
    temperature: number({ above: 0, default: 1 }),
    /** Draw among so many of the likeliest; 0 among all. 50 unless given, as in Hugging Face. */
    topK: integer({ from: 0, default: 50 }),
    /** Draw among the likeliest that reach this probability together. */
    topP: number({ from: 0, to: 1, default: 1 }),
    /** Draw among tokens at least so many times as likely as the likeliest. */
    minP: number({ from: 0, to: 1, optional: true }),
    /** Draw among the tokens whose surprise is closest to the expected one, until they reach this probability together. */
    typicalP: number({ ...probability, default: 1 }),
    /** Draw among the likeliest that have this share of the entropy. */
    topH: number({ ...probability, optional: true }),
    /** Not among tokens below this probability; 0 cuts nothing. */
    epsilonCutoff: number({ from: 0, to: 1, default: 0 }),
    /** The same with a bound that falls with the entropy. */
    etaCutoff: number({ from: 0, to: 1, default: 0 }),
    /** Scores are log-probabilities again after all that changes them. */
    renormalizeLogits: flag({ default: false }),
    /** NaN among the logits becomes 0, and infinities the largest numbers. */
    removeInvalidValues: flag({ default: false }),

    // What changes the scores
    /** Above 1 makes tokens that have been there less likely. */
    repetitionPenalty: number({ ...factor, default: 1 }),
    /** Above 1 makes tokens that stand in the prompt, or in what the encoder read, more likely. */
    encoderRepetitionPenalty: number({ ...factor, default: 1 }),
    /** No run of so many tokens comes twice; 0 allows any. */
    noRepeatNgramSize: integer({ from: 0, default: 0 }),
    /** No run of so many tokens that stands in the prompt, or in what the encoder read, comes; 0 allows any. */
    encoderNoRepeatNgramSize: integer({ from: 0, default: 0 }),
    /** Runs of tokens that do not come. */
    badWordsIds: passing<readonly (readonly number[])[]>(
      (value) => Array.isArray(value) && value.every(isRun),
      { default: [], expected: "an array of arrays of ids" },
    ),
    /** Added to the score of the last token of a run where it would complete it. */
    sequenceBias: passing<readonly SequenceBias[]>(
      (value) => Array.isArray(value) && value.every(isBias),
      { default: [], expected: "an array of [ids, bias]" },
    ),
    suppressTokens: ids,
    /** Not at the beginning. */
    beginSuppressTokens: ids,
    /** The first new token. */
    forcedBosTokenId: integer(id),
    /** The last new token, where a sequence has not ended before. */
    forcedEosTokenId: passing<number | readonly number[]>(isIdOrIds, {
      ...idOrIds,
      optional: true,
    }),
    /** After so many new tokens the ends become likelier with each token, by this factor. */
    exponentialDecayLengthPenalty: passing<DecayLengthPenalty>(
      (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite),
      { optional: true, expected: "[tokens, factor]" },
    ),
    /** The ids that may come next, of the prompt's number and all tokens so far. */
    prefixAllowedTokensFn: callback<(row: number, ids: readonly number[]) => readonly number[]>({
      optional: true,
    }),
    /** What the new text must be, as \`@qkv/nn/structured-output\` makes it: a JSON schema, a regular expression, a grammar. */
    constraint: passing<Constraint>((value) => typeof Object(value).of === "function", {
      optional: true,
      expected: "a constraint, such as jsonSchema(schema, tokenizer)",
    }),
    /** Away from what the model says to `negativePromptIds`; 1 leaves the scores. Of decoders. */
    guidanceScale: number({ default: 1 }),
    /** One for each prompt; the last token of each prompt unless given. */
    negativePromptIds: passing<readonly (readonly number[])[]>(
      (value) => Array.isArray(value) && value.every(isRun),
      { optional: true, expected: "an array of arrays of ids" },
    ),
    /** Changes of your own, after those above but for what draws. */
    logitsProcessors: passing<readonly LogitsProcessor[]>(areFunctions, {
      ...{ default: [], expected: "an array of functions" },
    }),

    // Beams
    /** The likeliest so many sequences are followed side by side. */
    numBeams: integer({ from: 1, default: 1 }),
    /** A finished beam's score is its log-probability over length^lengthPenalty. */
    lengthPenalty: number({ default: 1 }),
    /** End when there are `numBeams` finished; else by what may still come: false guesses, "never" is sure. */
    earlyStopping: oneOf([true, false, "never"], { default: false }),
    /** Sequences for each prompt: the best beams, or drawn apart. */
    numReturnSequences: integer({ from: 1, default: 1 }),

    // Faster, with the same tokens
    /**
     * Sequences that are computed side by side; those that end leave their places to the next, so that prompts may be many, and
     * of any lengths. All at once unless given. Of decoders, without beams, guesses and guidance.
     */
    batchSize: integer({ from: 1, to: 4096, optional: true }),
    /** Keep keys and values of past tokens. */
    useCache: flag({ default: true }),
    /**
     * Guess so many tokens, at most, from where the last ones stood before in the text, and check them at once. Fewer, and
     * not at every step, where guesses turn out to be wrong.
     */
    promptLookupNumTokens: integer({ from: 1, optional: true }),
    /** How many of the last tokens are looked for. */
    maxMatchingNgramSize: integer({ from: 1, default: 2 }),
    /** A smaller model that guesses, of the same tokens. */
    assistantModel: passing<Decoder>((value) => value instanceof Module && "newCache" in value, {
      optional: true,
      expected: "a decoder",
    }),
    /** How many tokens it guesses at a time. */
    numAssistantTokens: integer({ from: 1, default: 20 }),

    // Tokens with a meaning
    /** Fills up the sequences that have ended; the first end unless given. */
    padTokenId: integer(id),
    /** Begins what an encoder-decoder generates; `bosTokenId` unless given. */
    decoderStartTokenId: integer(id),
    bosTokenId: integer(id),

    // What is told beside the sequences
    /** The processed scores from which each token was chosen. */
    outputScores: flag({ default: false }),
    /** The model's own. */
    outputLogits: flag({ default: false }),
    /** Attention weights of each step and layer, as Hugging Face's \`output_attentions\`. */
    outputAttentions: flag({ default: false }),
    /** States of each step and layer, as Hugging Face's \`output_hidden_states\`. */
    outputHiddenStates: flag({ default: false }),
  },
  { check: contradiction },
);

/** Options of generation from ids; names, meanings and order as in Hugging Face's `generate`, in camelCase. */
export type GenerateIdsOptions = Given<typeof generateIdsOptions>;

/** All options, complete. */
export interface GenerateIdsSettings extends Complete<typeof generateIdsOptions> {
  /** The function that was called, which errors name. */
  readonly who: string;
}

/** What `who` was given, complete. */
export const generateIdsSettings = (
  who: string,
  options: GenerateIdsOptions,
): GenerateIdsSettings => ({ ...generateIdsOptions.complete(options, who), who });

function areFunctions(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "function");
}

interface Together {
  readonly [name: string]: unknown;
}

function contradiction(o: Together): string | undefined {
  const {
    numBeams,
    numReturnSequences: returned,
    doSample,
  } = o as {
    readonly numBeams: number;
    readonly numReturnSequences: number;
    readonly doSample: boolean;
  };
  const guesses = o.assistantModel !== undefined || o.promptLookupNumTokens !== undefined;
  if (numBeams > 1 && returned > numBeams)
    return `numReturnSequences is ${returned}, expected at most numBeams (${numBeams})`;
  if (numBeams === 1 && returned > 1 && !doSample)
    return `numReturnSequences is ${returned} without doSample or beams, expected 1: they would all be the same`;
  if (numBeams > 1 && o.guidanceScale !== 1)
    return `guidanceScale is ${o.guidanceScale} with beams, expected 1: it follows single sequences`;
  if (guesses && o.guidanceScale !== 1)
    return `guidanceScale is ${o.guidanceScale} with guesses, expected 1: it follows single sequences`;
  if (guesses && (o.outputAttentions || o.outputHiddenStates))
    return "outputAttentions or outputHiddenStates are true with guesses, expected single steps";
  if (numBeams > 1 && guesses) return "numBeams is above 1 with an assistant, expected one of them";
  if (guesses && o.assistantModel !== undefined && o.promptLookupNumTokens !== undefined)
    return "both assistantModel and promptLookupNumTokens are given, expected one of them";
  const alone = numBeams > 1 || guesses || o.guidanceScale !== 1 || o.useCache === false;
  const tellsOfLayers = o.outputAttentions || o.outputHiddenStates;
  if (o.batchSize !== undefined && (alone || tellsOfLayers))
    return `batchSize is ${o.batchSize} with beams, guesses, guidance, states of layers or without a cache, expected it left out`;
  if ((o.stopStrings as readonly string[]).length > 0 && o.tokenizer === undefined)
    return "stopStrings are given without a tokenizer, expected one: it says what text tokens are";
  return undefined;
}
