import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { flag, integer, number, texts } from "../options/fields.ts";
import {
  type GenerateIdsSettings,
  generateIdsOptions,
  generateIdsSettings,
} from "./generate-ids-options.ts";

// One text has one sequence, and is ended before a text by `stop`.
const {
  tokenizer,
  numReturnSequences,
  batchSize,
  stopStrings,
  outputScores,
  outputLogits,
  outputAttentions,
  outputHiddenStates,
  ...fields
} = generateIdsOptions.fields;

/** How a text goes on: as ids are generated, but that tokens are drawn unless something else is said. */
export const textOptions = defineOptions("generate", {
  ...fields,
  /** 200 unless given, or as many as `maxLength` leaves. */
  maxNewTokens: integer({ from: 1, optional: true }),
  /** Above 0; 0 takes the most probable token. 1 unless given. */
  temperature: number({ from: 0, default: 1, expected: "a finite number of at least 0" }),
  /** Draw tokens: unless given, where neither the temperature is 0 nor there are beams. */
  doSample: flag({ optional: true }),
  /** Choose among the k most probable tokens; 0 among all. */
  topK: integer({ from: 0, default: 0 }),
  /** Generation ends before the first of these that appears in the new text. */
  stop: texts({ default: [] }),
});

/**
 * Options of `generate` and `generateStream` for a text: those for ids, but that it draws tokens unless told otherwise,
 * as many as 200, and can end at a text.
 */
export type GenerateOptions = Given<typeof textOptions>;

const usualNewTokens = 200;

/** What they say to the search for ids, of the function that was called. */
export function idSettings(
  { stop: _stop, ...options }: Complete<typeof textOptions>,
  who = textOptions.name,
): GenerateIdsSettings {
  const { temperature, numBeams, maxNewTokens, maxLength } = options;
  const { doSample = temperature > 0 && numBeams === 1 } = options;
  return generateIdsSettings(who, {
    ...options,
    doSample,
    temperature: temperature === 0 ? 1 : temperature,
    maxNewTokens: maxNewTokens ?? (maxLength === undefined ? usualNewTokens : undefined),
  });
}
