import { type Complete, defineOptions, type Given } from "../../options/define-options.ts";
import { flag, integer } from "../../options/fields.ts";
import {
  type GenerateIdsSettings,
  generateIdsOptions,
  generateIdsSettings,
} from "../generate-ids-options.ts";

export const batchOptions = defineOptions("GenerationBatch", {
  /** Requests that are computed side by side; others wait. */
  slots: integer({ from: 1, to: 4096, default: 16 }),
  /**
   * Tokens of a request at most, prompt and answer; the model's `contextLength` unless given. Beyond that the window slides, and
   * is computed whole for each token.
   */
  maxContext: integer({ from: 2, optional: true }),
  /** Bytes of keys and values that are kept of what is done, for prompts that begin alike. */
  prefixCacheBytes: integer({ from: 0, default: 2 ** 28 }),
  /** Requests that may wait; any number unless given. */
  maxWaiting: integer({ from: 0, optional: true }),
});

/** How much a `GenerationBatch` does at once: requests, tokens of each, and bytes that it keeps. */
export type GenerationBatchOptions = Given<typeof batchOptions>;

// A request is one sequence, followed token by token through the cache.
const {
  numBeams,
  lengthPenalty,
  earlyStopping,
  numReturnSequences,
  batchSize,
  useCache,
  promptLookupNumTokens,
  maxMatchingNgramSize,
  assistantModel,
  numAssistantTokens,
  guidanceScale,
  negativePromptIds,
  padTokenId,
  decoderStartTokenId,
  bosTokenId,
  outputScores,
  outputLogits,
  outputAttentions,
  outputHiddenStates,
  seed,
  ...fields
} = generateIdsOptions.fields;

export const requestOptions = defineOptions("GenerationBatch#submit", {
  ...fields,
  /** Of the drawing. */
  seed: integer({ from: 0, default: 0 }),
  /** Tell of each token the model's own log-probability. */
  logProbs: flag({ default: false }),
  /** And so many of the likeliest with theirs. */
  topLogProbs: integer({ from: 0, default: 0 }),
  /** Tell the same of the tokens of the prompt, which is computed whole for it. */
  promptLogProbs: flag({ default: false }),
});

/** As `generateIds` takes them, of one sequence. */
export type BatchedRequestOptions = Given<typeof requestOptions>;

export interface RequestSettings extends GenerateIdsSettings {
  readonly seed: number;
  readonly logProbs: boolean;
  readonly topLogProbs: number;
  readonly promptLogProbs: boolean;
}

/** Complete, as the search for ids takes them. */
export function requestSettings(options: BatchedRequestOptions): RequestSettings {
  const { logProbs, topLogProbs, promptLogProbs, seed, ...rest }: Complete<typeof requestOptions> =
    requestOptions.complete(options);
  const settings = generateIdsSettings(requestOptions.name, rest);
  const told = { logProbs: logProbs || topLogProbs > 0, topLogProbs, promptLogProbs };
  return { ...settings, ...told, seed };
}
