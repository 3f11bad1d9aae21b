import { noGrad } from "../autograd/grad-mode.ts";
import { Module } from "../module/module.ts";
import { softmax } from "../ops/softmax.ts";
import { expectInstance, expectObject } from "../options/expect-argument.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { withHook } from "./capture.ts";

/** A decoder whose residual stream can be read at any depth: every model of the library. */
export type LensModel<A extends readonly unknown[]> = Module & {
  forward(...inputs: A): Tensor;
  /** The modules that add to the residual stream, first to last; each shows its "output". */
  readonly decoderLayers: Iterable<Module>;
  /** Final norm and head: [batch, tokens, dModel] -> logits [batch, tokens, vocab]. */
  unembed(x: Tensor): Tensor;
};

/** What the model would predict if it ended after this layer. */
export interface LensLayer {
  /** Path of the layer, as in the state dict. */
  readonly module: string;
  /** [batch, tokens, vocab]; the last layer's are the model's own. */
  readonly probabilities: Tensor;
}

/**
 * The logit lens (nostalgebraist 2020): final norm and head applied to the residual stream after each
 * layer. `logitLens(gpt, ids)`, `logitLens(seq2seq, source, target)`; `topk(probabilities, k)` gives
 * the likeliest tokens.
 */
export function logitLens<A extends readonly unknown[]>(
  model: LensModel<A>,
  ...inputs: A
): LensLayer[] {
  expectInstance("logitLens", "model", model, Module, "a module");
  expectObject(
    "logitLens",
    "model",
    model,
    "a model with decoderLayers",
    "decoderLayers",
    "unembed",
  );
  const names = new Map([...model.namedModules()].map(([path, module]) => [module, path]));
  const layers = new Set([...model.decoderLayers].map((layer) => names.get(layer)));
  const seen: LensLayer[] = [];
  noGrad(() =>
    scope(() => {
      withHook(
        model,
        ({ module, role, tensor }) => {
          if (role === "output" && layers.has(module))
            seen.push({ module, probabilities: softmax(model.unembed(tensor)).retain() });
          return undefined;
        },
        () => model.forward(...inputs),
      );
    }),
  );
  return seen.map(({ module, probabilities }) => {
    const own = probabilities.detach(); // belongs to the caller's scope
    probabilities.dispose();
    return { module, probabilities: own };
  });
}
