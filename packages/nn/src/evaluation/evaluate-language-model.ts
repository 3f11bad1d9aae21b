import { noGrad } from "../autograd/grad-mode.ts";
import type { LanguageModelBatch } from "../data/language-model-batch.ts";
import { sequentialWindows } from "../data/token-stream.ts";
import { Yielder } from "../event-loop/yield-to-event-loop.ts";
import { perplexity } from "../metrics/perplexity.ts";
import { inferenceOf } from "../module/evaluating.ts";
import { Module } from "../module/module.ts";
import { crossEntropy } from "../ops/cross-entropy.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { callback, integer, number, passing } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A model that gives next-token logits [batch, tokens, vocabSize] for ids [batch, tokens]. */
export interface LanguageModel extends Module {
  forward(ids: Tensor): Tensor;
}

/** How well a language model foretells a text. */
export interface LanguageModelScore {
  /** Mean negative log likelihood of a token, in nats. */
  readonly loss: number;
  /** exp(loss) */
  readonly perplexity: number;
  /** Tokens that were predicted. */
  readonly tokens: number;
}

const evaluationOptions = defineOptions("evaluateLanguageModel", {
  contextLength: integer({ from: 1 }),
  /** 32 unless given. */
  batchSize: integer({ from: 1, default: 32 }),
  /** Stop after so many batches; the whole stream unless given. */
  batches: number({ above: 0, to: Infinity, default: Infinity }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  onProgress: callback<(done: number, total: number) => void>({ optional: true }),
});

/** Options of `evaluateLanguageModel`. */
export type EvaluationOptions = Given<typeof evaluationOptions>;

/** Score a whole token stream, window after window, each token predicted once. */
export async function evaluateLanguageModel(
  model: LanguageModel,
  tokens: Int32Array,
  options: EvaluationOptions,
): Promise<LanguageModelScore> {
  expectInstance("evaluateLanguageModel", "model", model, Module, "a model");
  const { contextLength, batchSize, batches, signal, onProgress } =
    evaluationOptions.complete(options);
  const yielder = new Yielder();
  const inference = inferenceOf(model);
  let nats = 0;
  let count = 0;
  let batch = 0;
  for (const window of sequentialWindows(tokens, { batchSize, contextLength })) {
    nats += await sumOfLosses((inputs) => inference(() => model.forward(inputs)), window, signal);
    count += window.targets.size;
    onProgress?.(count, tokens.length - 1);
    if (++batch >= batches) break;
    await yielder.turn();
  }
  const loss = nats / count;
  return { loss, perplexity: perplexity(loss), tokens: count };
}

/** Of all tokens of a window, in nats; frees the window, whatever happens. */
async function sumOfLosses(
  logitsOf: (inputs: Tensor) => Tensor,
  { inputs, targets }: LanguageModelBatch,
  signal: AbortSignal | undefined,
): Promise<number> {
  const made = [inputs, targets];
  try {
    signal?.throwIfAborted();
    const sum = noGrad(() =>
      scope(() => crossEntropy(logitsOf(inputs), targets, { reduction: "sum" })),
    );
    made.push(sum);
    return (await sum.data())[0]!;
  } finally {
    for (const tensor of made) tensor.dispose();
  }
}
