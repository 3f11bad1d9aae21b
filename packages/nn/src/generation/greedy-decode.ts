import type { EncoderDecoder } from "../models/roles.ts";
import { Module } from "../module/module.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance, expectList } from "../options/expect-argument.ts";
import { integer, passing } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import { generatedIds } from "./generate-ids.ts";

const greedyDecodeOptions = defineOptions("greedyDecode", {
  /** Begins every target. */
  beginIdx: integer({ from: 0 }),
  /** Ends a target; with -1, which is no id, all of them have maxLength tokens. */
  endIdx: integer({ from: -1 }),
  /** Most tokens of a target, without begin and end. */
  maxLength: integer({ from: 0 }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
});

/** Options of `greedyDecode`: how targets begin and end, and how long they become. */
export type GreedyDecodeOptions = Given<typeof greedyDecodeOptions>;

/** What `greedyDecode` makes of a source. */
export interface GreedyTarget {
  /** Without begin and end; at most maxLength. */
  readonly ids: readonly number[];
  /** Whether the model ended it; otherwise it was cut off. */
  readonly finished: boolean;
}

/**
 * The likeliest next token, again and again, for N sources of any lengths; they are padded with the model's paddingIdx,
 * which it does not see.
 *
 * @throws RangeError for a source without tokens
 */
export async function greedyDecode(
  model: EncoderDecoder,
  sources: readonly (readonly number[])[],
  options: GreedyDecodeOptions,
): Promise<GreedyTarget[]> {
  expectInstance("greedyDecode", "model", model, Module, "a model");
  expectList("greedyDecode", "sources", sources);
  const { beginIdx, endIdx, maxLength, signal } = greedyDecodeOptions.complete(options);
  const { paddingIdx } = model;
  if (sources.length === 0) return [];
  const empty = sources.findIndex(({ length }) => length === 0);
  if (empty >= 0)
    throw new RangeError(`greedyDecode: sources[${empty}] is empty, expected at least one token`);
  const prompts = { ids: sources };
  const targets = await generatedIds("greedyDecode", model, prompts, {
    ...{ decoderStartTokenId: beginIdx, padTokenId: paddingIdx, signal },
    eosTokenId: endIdx < 0 ? [] : endIdx,
    maxNewTokens: maxLength + 1, // the last is there for the end, and one token too many otherwise
  });
  return targets.map(([, ...target]) => {
    const end = target.indexOf(endIdx);
    const ids = target.slice(0, end < 0 ? maxLength : end);
    return { ids: ids.filter((id) => id !== paddingIdx), finished: end >= 0 };
  });
}
