import { noGrad } from "../autograd/grad-mode.ts";
import { padSequences } from "../data/sequence-batch.ts";
import { tensor } from "../device/create-tensor.ts";
import { Yielder } from "../event-loop/yield-to-event-loop.ts";
import type { EncoderDecoder } from "../models/roles.ts";
import { inferenceOf } from "../module/evaluating.ts";
import { Module } from "../module/module.ts";
import { argmax } from "../ops/argmax.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance, expectList } from "../options/expect-argument.ts";
import { integer, passing } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";

const greedyDecodeOptions = defineOptions("greedyDecode", {
  /** Begins every target. */
  beginIdx: integer({ from: 0 }),
  /** Ends a target; with -1, which is no id, all of them have maxLength tokens. */
  endIdx: integer({ from: -1 }),
  /** Most tokens of a target, without begin and end. */
  maxLength: integer({ from: 0 }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
});

export type GreedyDecodeOptions = Given<typeof greedyDecodeOptions>;

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
  const yielder = new Yielder();
  const { device, paddingIdx } = model;
  if (sources.length === 0) return [];
  const empty = sources.findIndex(({ length }) => length === 0);
  if (empty >= 0)
    throw new RangeError(`greedyDecode: sources[${empty}] is empty, expected at least one token`);
  const targets = sources.map(() => [beginIdx]);
  const ended = sources.map(() => false);
  const source = padSequences(sources, { paddingIdx, device }).makeLasting(); // [N, M]
  let memory: Tensor | undefined;
  const inference = inferenceOf(model);
  try {
    const encoded = inference(() => noGrad(() => scope(() => model.encode(source)))).makeLasting();
    memory = encoded;
    for (let length = 0; length <= maxLength && ended.includes(false); length++) {
      signal?.throwIfAborted();
      const next = inference(() =>
        noGrad(() =>
          scope(() =>
            argmax(model.decode(tensor(targets, { dtype: "int32", device }), encoded, source), -1),
          ),
        ),
      );
      const ids = await next.data(); // [N, length + 1]
      next.dispose();
      for (const [row, target] of targets.entries()) {
        const id = ids[(row + 1) * target.length - 1]!;
        ended[row] ||= id === endIdx;
        target.push(ended[row] ? paddingIdx : id);
      }
      await yielder.turn();
    }
    // The last round is there for the end; what else it gave is one token too many.
    return targets.map((target, row) => ({
      ids: target.slice(1, 1 + maxLength).filter((id) => id !== paddingIdx),
      finished: ended[row]!,
    }));
  } finally {
    source.dispose();
    memory?.dispose();
  }
}
