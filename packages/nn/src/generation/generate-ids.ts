import { type HostArray, refuseUnknownOptions } from "@qkv/core-wasm/contract";
import { noGrad } from "../autograd/grad-mode.ts";
import { Yielder } from "../event-loop/yield-to-event-loop.ts";
import type { Decoder } from "../models/roles.ts";
import { inferenceOf } from "../module/evaluating.ts";
import { expectList, expectObject } from "../options/expect-argument.ts";
import { scope } from "../tensor/scope.ts";
import {
  type GenerateIdsOptions,
  type GenerateIdsSettings,
  generateIdsOptions,
} from "./generate-ids-options.ts";
import { processLogits } from "./process-logits.ts";
import { decoderSteps, type Prompts, type TokenSteps } from "./token-steps.ts";

const promptNames: ReadonlySet<string> = new Set<keyof Prompts>(["ids", "attentionMask"]);

/**
 * The likeliest next token, again and again, for a batch of prompts of one length, padded on the left: all tokens of each
 * sequence, padded on the right, as Hugging Face's `generate` gives them.
 *
 * @throws RangeError for prompts without tokens or of several lengths; the signal's reason
 */
export async function generateIds(
  model: Decoder,
  prompts: Prompts,
  options: GenerateIdsOptions = {},
): Promise<number[][]> {
  expectObject(
    "generateIds",
    "model",
    model,
    "a decoder, such as a Gpt",
    "newCache",
    "namedModules",
  );
  expectObject("generateIds", "prompts", prompts, "an object { ids } of arrays of ids", "ids");
  refuseUnknownOptions("generateIds", prompts, promptNames);
  const settings = generateIdsOptions.complete(options);
  expectList("generateIds", "ids", prompts.ids);
  const [first] = prompts.ids;
  if (!first || first.length === 0 || prompts.ids.some(({ length }) => length !== first.length))
    throw new RangeError(
      `generateIds: ids have ${prompts.ids.map(({ length }) => length).join(", ") || "no"} tokens, expected prompts of one length; pad them on the left`,
    );
  using steps = decoderSteps(model, prompts);
  return await greedily(steps, inferenceOf(model), settings);
}

/** Greedy search over any steps. */
async function greedily(
  steps: TokenSteps,
  inference: ReturnType<typeof inferenceOf>,
  settings: GenerateIdsSettings,
): Promise<number[][]> {
  const { maxNewTokens, eosTokenId, signal } = settings;
  const ends = [eosTokenId].flat();
  const { padTokenId = ends[0] ?? 0 } = settings;
  const sequences = steps.begun.map((ids) => [...ids]);
  const ended = sequences.map(() => false);
  const yielder = new Yielder();
  let newest: number[] | undefined;
  for (let generated = 0; generated < maxNewTokens && ended.includes(false); generated++) {
    signal?.throwIfAborted();
    const given = newest;
    const logits = inference(() => noGrad(() => scope(() => steps.next(given))));
    const values = await logits.data();
    logits.dispose();
    newest = sequences.map((ids, row) => {
      if (ended[row]) return padTokenId;
      const own = rowOf(values, row, sequences.length);
      processLogits(own, ids, settings, { generated });
      const id = likeliest(own);
      ended[row] = ends.includes(id);
      return id;
    });
    for (const [row, ids] of sequences.entries()) ids.push(newest[row]!);
    await yielder.turn();
  }
  return sequences;
}

function rowOf(values: HostArray, row: number, rows: number): Float64Array {
  const width = values.length / rows;
  return Float64Array.from(values.subarray(row * width, (row + 1) * width));
}

/** The first of the largest; NaN is never it. */
function likeliest(logits: Float64Array): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++)
    if (logits[i]! > logits[best]! || Number.isNaN(logits[best]!)) best = i;
  return best;
}
