import { defineOptions, type Given } from "../../options/define-options.ts";
import { flag, integer, number, passing } from "../../options/fields.ts";
import type { SequenceConstraint } from "../constraint.ts";
import {
  type GenerateIdsOptions,
  type GenerateIdsSettings,
  generateIdsSettings,
} from "../generate-ids-options.ts";
import { expectDistribution } from "../search/choose.ts";
import { forbidBadWords } from "./bad-words.ts";
import { cutBelowEpsilon, cutBelowEta } from "./cutoff.ts";
import { forbidNgramsOf } from "./encoder-no-repeat-ngram.ts";
import { urgeToEnd } from "./exponential-decay.ts";
import { logSoftmax } from "./log-softmax.ts";
import type { LogitsProcessor } from "./logits-processor.ts";
import { keepMinP } from "./min-p.ts";
import { forbidRepeatedNgrams } from "./no-repeat-ngram.ts";
import { removeInvalid } from "./remove-invalid.ts";
import { applyRepetitionPenalty } from "./repetition-penalty.ts";
import { SeenTokens } from "./seen-tokens.ts";
import { addSequenceBias, differentBiases } from "./sequence-bias.ts";
import { applyTemperature } from "./temperature.ts";
import { allowOnly, forbid, force } from "./token-rules.ts";
import { keepTopH } from "./top-h.ts";
import { keepTopK } from "./top-k.ts";
import { keepTopP } from "./top-p.ts";
import { keepTypicalP } from "./typical-p.ts";

const isRows = (value: unknown): boolean => Array.isArray(value) && value.every(Array.isArray);

const sequenceFields = defineOptions("logitsProcessors", {
  /** Tokens that each sequence begins with. */
  begun: integer({ from: 0 }),
  /** Tokens that a sequence has at most, those included. */
  longest: number({ from: 1, to: Infinity }),
  /** Of each prompt: itself, or what the encoder read; left out where that was no text. */
  encoded: passing<readonly (readonly number[])[]>(isRows, {
    ...{ optional: true, expected: "an array of arrays of ids" },
  }),
  /** Whether the new tokens begin a text, as behind an encoder. */
  opensText: flag({ default: false }),
});

/** What processors need to know beside the options. */
export type ProcessedSequences = Given<typeof sequenceFields>;

/** What changes the scores, in the order of Hugging Face's `generate`. */
export const logitsProcessors = (
  options: GenerateIdsOptions,
  sequences: ProcessedSequences,
): readonly LogitsProcessor[] =>
  processorsOf(
    generateIdsSettings("logitsProcessors", options),
    sequenceFields.complete(sequences),
  );

/** What holds sequences to the constraint among the options; undefined where there is none. */
export function constraintOf(
  { constraint, eosTokenId, forcedBosTokenId, forcedEosTokenId }: GenerateIdsSettings,
  { begun, longest, opensText = false }: ProcessedSequences,
): SequenceConstraint | undefined {
  const forced = begun === 1 && forcedBosTokenId !== undefined; // of a multilingual decoder, its language
  return constraint?.of({
    begun: begun + Number(forced),
    longest: longest - Number(forcedEosTokenId !== undefined),
    ends: [eosTokenId].flat(),
    opensText: opensText && !forced,
  });
}

/** The same of complete options. */
export function processorsOf(
  options: GenerateIdsSettings,
  sequences: ProcessedSequences,
  constraint = constraintOf(options, sequences),
): readonly LogitsProcessor[] {
  return [
    ...penalties(options, sequences),
    ...rules(options, sequences),
    ...options.logitsProcessors,
    ...(constraint ? [constraint.process] : []),
    ...(options.doSample ? warpers(options) : []),
    ...(options.renormalizeLogits ? [logSoftmax] : []),
  ];
}

/** All of them, one after the other, on what must be a distribution, and must be one at the end. */
export const processedBy =
  (processors: readonly LogitsProcessor[], o: GenerateIdsSettings): LogitsProcessor =>
  (scores, sequence) => {
    if (!o.removeInvalidValues) expectDistribution(o.who, scores);
    for (const process of processors) process(scores, sequence);
    if (processors.length > 0) expectDistribution(o.who, scores);
  };

function penalties(
  o: GenerateIdsSettings,
  { encoded }: ProcessedSequences,
): readonly LogitsProcessor[] {
  const list: LogitsProcessor[] = [];
  const ends = [o.eosTokenId].flat();
  const biases = differentBiases(o.sequenceBias);
  if (biases.length > 0) list.push((scores, { ids }) => addSequenceBias(scores, ids, biases));
  if (o.encoderRepetitionPenalty !== 1) {
    const texts = expectText(o.who, encoded, "encoderRepetitionPenalty");
    list.push((scores, { row }) =>
      applyRepetitionPenalty(scores, texts[row]!, 1 / o.encoderRepetitionPenalty),
    );
  }
  if (o.repetitionPenalty !== 1) {
    const seen = new SeenTokens();
    list.push((scores, { ids }) =>
      applyRepetitionPenalty(scores, seen.of(ids), o.repetitionPenalty),
    );
  }
  if (o.noRepeatNgramSize > 0)
    list.push((scores, { ids }) => forbidRepeatedNgrams(scores, ids, o.noRepeatNgramSize));
  if (o.encoderNoRepeatNgramSize > 0) {
    const texts = expectText(o.who, encoded, "encoderNoRepeatNgramSize");
    list.push((scores, { ids, row }) =>
      forbidNgramsOf(scores, ids, texts[row]!, o.encoderNoRepeatNgramSize),
    );
  }
  if (o.badWordsIds.length > 0)
    list.push((scores, { ids }) => forbidBadWords(scores, ids, o.badWordsIds, ends));
  return list;
}

function rules(
  o: GenerateIdsSettings,
  { begun, longest }: ProcessedSequences,
): readonly LogitsProcessor[] {
  const list: LogitsProcessor[] = [];
  const ends = [o.eosTokenId].flat();
  const { prefixAllowedTokensFn: allowed, forcedBosTokenId: first } = o;
  const { forcedEosTokenId: last, exponentialDecayLengthPenalty: decay } = o;
  const shortest = Math.max(o.minLength, begun + o.minNewTokens);
  if (ends.length > 0 && shortest > 0)
    list.push((scores, { ids }) => ids.length < shortest && forbid(scores, ends));
  if (allowed) list.push((scores, { ids, row }) => allowOnly(scores, allowed(row, ids)));
  if (first !== undefined)
    list.push((scores, { ids }) => ids.length === 1 && force(scores, [first]));
  if (last !== undefined)
    list.push((scores, { ids }) => ids.length === longest - 1 && force(scores, [last].flat()));
  if (o.removeInvalidValues) list.push(removeInvalid);
  if (decay) list.push((scores, { ids }) => urgeToEnd(scores, ids.length - begun, ends, decay));
  if (o.suppressTokens.length > 0) list.push((scores) => forbid(scores, o.suppressTokens));
  if (o.beginSuppressTokens.length > 0) {
    const begin = begun + (begun <= 1 && first !== undefined ? 1 : 0);
    list.push((scores, { ids }) => ids.length === begin && forbid(scores, o.beginSuppressTokens));
  }
  return list;
}

/** What shapes the distribution that is drawn from; with beams each leaves as many tokens as they may need. */
function warpers(o: GenerateIdsSettings): readonly LogitsProcessor[] {
  const list: LogitsProcessor[] = [];
  const atLeast = o.numBeams > 1 ? Math.max(2, [o.eosTokenId].flat().length + 1) : 1;
  const { topH, minP } = o;
  if (o.temperature !== 1) list.push((scores) => applyTemperature(scores, o.temperature));
  if (topH !== undefined) list.push((scores) => keepTopH(scores, topH));
  if (o.topK > 0) list.push((scores) => keepTopK(scores, o.topK, atLeast));
  if (o.topP < 1) list.push((scores) => keepTopP(scores, o.topP, atLeast));
  if (minP !== undefined) list.push((scores) => keepMinP(scores, minP, atLeast));
  if (o.typicalP < 1) list.push((scores) => keepTypicalP(scores, o.typicalP, atLeast));
  if (isCut(o.epsilonCutoff))
    list.push((scores) => cutBelowEpsilon(scores, o.epsilonCutoff, atLeast));
  if (isCut(o.etaCutoff)) list.push((scores) => cutBelowEta(scores, o.etaCutoff, atLeast));
  return list;
}

const isCut = (epsilon: number): boolean => epsilon > 0 && epsilon < 1;

function expectText(
  who: string,
  encoded: readonly (readonly number[])[] | undefined,
  option: string,
): readonly (readonly number[])[] {
  if (encoded) return encoded;
  throw new TypeError(
    `${who}: ${option} is given, and the encoder reads no ids; expected it left out`,
  );
}
