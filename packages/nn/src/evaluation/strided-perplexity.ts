import { noGrad } from "../autograd/grad-mode.ts";
import { tensor } from "../device/create-tensor.ts";
import { Yielder } from "../event-loop/yield-to-event-loop.ts";
import { perplexity } from "../metrics/perplexity.ts";
import { type PerplexityWindow, perplexityWindows } from "../metrics/perplexity-windows.ts";
import { inferenceOf } from "../module/evaluating.ts";
import { Module } from "../module/module.ts";
import { crossEntropy } from "../ops/cross-entropy.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { callback, integer, passing } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { LanguageModel, LanguageModelScore } from "./evaluate-language-model.ts";

const strideOptions = defineOptions("stridedPerplexity", {
  /** Tokens that the model sees at most. */
  maxLength: integer({ from: 1 }),
  /** How far the window moves: `maxLength`, no overlap, unless given. */
  stride: integer({ from: 1, optional: true }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  onProgress: callback<(done: number, total: number) => void>({ optional: true }),
});

/** Options of `stridedPerplexity`. */
export type StridedPerplexityOptions = Given<typeof strideOptions>;

/** The score of a text in windows that overlap, and of each window. */
export interface StridedPerplexity extends LanguageModelScore {
  /** Each window, with the summed negative log likelihood of the tokens that it scores, in nats. */
  readonly windows: readonly (PerplexityWindow & { readonly nats: number })[];
}

const UNSCORED = -100;

/**
 * Score a text of token ids in windows that overlap, so that most tokens are predicted with much before them: the
 * smaller the stride, the more, and the longer it takes. `perplexityWindows` says which token counts in which window.
 * Sums are in float64.
 *
 * @throws RangeError for tokens of which no window predicts one
 */
export async function stridedPerplexity(
  model: LanguageModel,
  tokens: Int32Array,
  options: StridedPerplexityOptions,
): Promise<StridedPerplexity> {
  expectInstance("stridedPerplexity", "model", model, Module, "a model");
  expectInstance("stridedPerplexity", "tokens", tokens, Int32Array, "an Int32Array");
  const { maxLength, stride, signal, onProgress } = strideOptions.complete(options);
  const plan = perplexityWindows(tokens.length, { maxLength, stride });
  const scored = plan.reduce((sum, window) => sum + window.scored, 0);
  if (scored === 0)
    throw new RangeError(
      `stridedPerplexity: ${tokens.length} tokens in windows of ${maxLength} leave none to predict, expected at least 2 in a window`,
    );
  const inference = inferenceOf(model);
  const yielder = new Yielder();
  const windows: (PerplexityWindow & { readonly nats: number })[] = [];
  let [nats, done] = [0, 0];
  for (const window of plan) {
    signal?.throwIfAborted();
    const logitsOf = (ids: Tensor) => inference(() => model.forward(ids));
    const sum = window.scored > 0 ? await natsOf(logitsOf, tokens, window) : 0;
    windows.push({ ...window, nats: sum });
    nats += sum;
    done += window.scored;
    onProgress?.(done, scored);
    await yielder.turn();
  }
  const loss = nats / scored;
  return { loss, perplexity: perplexity(loss), tokens: scored, windows };
}

/** Of the tokens that a window scores. */
async function natsOf(
  logitsOf: (ids: Tensor) => Tensor,
  tokens: Int32Array,
  { begin, end, scored }: PerplexityWindow,
): Promise<number> {
  const shape = [1, end - begin - 1]; // [batch, tokens]
  const wanted = tokens.slice(begin + 1, end).fill(UNSCORED, 0, end - begin - 1 - scored);
  const losses = noGrad(() =>
    scope(() => {
      const ids = tensor(tokens.slice(begin, end - 1), { shape });
      const target = tensor(wanted, { shape });
      return crossEntropy(logitsOf(ids), target, { reduction: "none", ignoreIndex: UNSCORED });
    }),
  );
  try {
    return (await losses.data()).reduce((sum, loss) => sum + loss, 0);
  } finally {
    losses.dispose();
  }
}
