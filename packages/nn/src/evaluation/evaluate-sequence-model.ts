import { noGrad } from "../autograd/grad-mode.ts";
import { sortedPairBatches } from "../data/padded-pairs.ts";
import type { SequencePair, SequencePairBatch } from "../data/sequence-pair.ts";
import { Yielder } from "../event-loop/yield-to-event-loop.ts";
import { perplexity } from "../metrics/perplexity.ts";
import type { EncoderDecoder } from "../models/roles.ts";
import { inferenceOf } from "../module/evaluating.ts";
import { Module } from "../module/module.ts";
import { argmax } from "../ops/argmax.ts";
import { crossEntropy } from "../ops/cross-entropy.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance, expectList } from "../options/expect-argument.ts";
import { callback, instance, integer, passing } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import { Device } from "../tensor/device.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** How well an encoder-decoder foretells targets of which it knows the sources. */
export interface SequenceModelScore {
  /** Mean negative log likelihood of a target token given those before it, in nats. */
  readonly loss: number;
  /** exp(loss) */
  readonly perplexity: number;
  /** Share of the tokens that were the likeliest, given the right ones before them. */
  readonly tokenAccuracy: number;
  /** Tokens that were predicted, each target's end among them. */
  readonly tokens: number;
}

const evaluationOptions = defineOptions("evaluateSequenceModel", {
  /** Pairs in a batch. */
  batchSize: integer({ from: 1 }),
  paddingIdx: integer(),
  beginIdx: integer(),
  endIdx: integer(),
  /** Where the tensors are made; the default device unless given. */
  device: instance(Device, { optional: true }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  onProgress: callback<(done: number, total: number) => void>({ optional: true }),
});

/** How pairs become batches, and who is told meanwhile. */
export type SequenceEvaluationOptions = Given<typeof evaluationOptions>;

/**
 * Score targets given their sources, token by token, with teacher forcing.
 *
 * @throws RangeError without pairs
 */
export async function evaluateSequenceModel(
  model: EncoderDecoder,
  pairs: readonly SequencePair[],
  options: SequenceEvaluationOptions,
): Promise<SequenceModelScore> {
  expectInstance("evaluateSequenceModel", "model", model, Module, "a model");
  expectList("evaluateSequenceModel", "pairs", pairs);
  const { signal, onProgress, ...batching } = evaluationOptions.complete(options);
  if (pairs.length === 0) throw new RangeError("evaluateSequenceModel: there are no pairs");
  const yielder = new Yielder();
  const total = pairs.reduce((sum, { target }) => sum + target.length + 1, 0);
  const inference = inferenceOf(model);
  const logitsOf: Logits = (source, target) => inference(() => model.forward(source, target));
  let [nats, tokens, right] = [0, 0, 0];
  for (const batch of sortedPairBatches(pairs, batching)) {
    const scored = await scoreBatch(logitsOf, batch, batching.paddingIdx, signal);
    nats += scored.nats;
    tokens += scored.tokens;
    right += scored.right;
    onProgress?.(tokens, total);
    await yielder.turn();
  }
  const loss = nats / tokens;
  return { loss, perplexity: perplexity(loss), tokenAccuracy: right / tokens, tokens };
}

type Logits = (source: Tensor, target: Tensor) => Tensor;

async function scoreBatch(
  logitsOf: Logits,
  { source, target, expected }: SequencePairBatch,
  ignoreIndex: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly nats: number; readonly tokens: number; readonly right: number }> {
  const made = [source, target, expected]; // freed, whatever happens
  try {
    signal?.throwIfAborted();
    const [sum, likeliest] = noGrad(() =>
      scope(() => {
        const logits = logitsOf(source, target);
        return [
          crossEntropy(logits, expected, { reduction: "sum", ignoreIndex }),
          argmax(logits, -1),
        ] as const;
      }),
    );
    made.push(sum, likeliest);
    const [nats, ids, wanted] = [await sum.data(), await likeliest.data(), await expected.data()];
    let [tokens, right] = [0, 0];
    for (const [i, id] of wanted.entries()) {
      if (id === ignoreIndex) continue;
      tokens++;
      if (ids[i] === id) right++;
    }
    return { nats: nats[0]!, tokens, right };
  } finally {
    for (const tensor of made) tensor.dispose();
  }
}
