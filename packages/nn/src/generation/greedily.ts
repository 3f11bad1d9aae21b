import type { HostArray } from "@qkv/core-wasm/contract";
import { noGrad } from "../autograd/grad-mode.ts";
import { Yielder } from "../event-loop/yield-to-event-loop.ts";
import type { inferenceOf } from "../module/evaluating.ts";
import { scope } from "../tensor/scope.ts";
import type { GenerateIdsSettings } from "./generate-ids-options.ts";
import { longestSequence } from "./longest-sequence.ts";
import { processLogits } from "./process-logits.ts";
import type { TokenSteps } from "./token-steps.ts";

/** Greedy search over any steps. */
export async function greedily(
  steps: TokenSteps,
  inference: ReturnType<typeof inferenceOf>,
  settings: GenerateIdsSettings,
): Promise<number[][]> {
  const { eosTokenId, signal } = settings;
  const ends = [eosTokenId].flat();
  const { padTokenId = ends[0] ?? 0 } = settings;
  const sequences = steps.begun.map((ids) => [...ids]);
  const begun = sequences[0]?.length ?? 0;
  const longest = longestSequence(steps.begun, settings);
  const ended = sequences.map(() => false);
  const yielder = new Yielder();
  let newest: number[] | undefined;
  for (let length = begun; length < longest && ended.includes(false); length++) {
    signal?.throwIfAborted();
    const given = newest;
    const logits = inference(() => noGrad(() => scope(() => steps.next(given))));
    const values = await logits.data();
    logits.dispose();
    newest = sequences.map((ids, row) => {
      if (ended[row]) return padTokenId;
      const own = rowOf(values, row, sequences.length);
      processLogits(own, ids, settings, { begun, longest });
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
