import { noGrad } from "../autograd/grad-mode.ts";
import { tensor } from "../device/create-tensor.ts";
import { type Decoder, isDecoder } from "../models/roles.ts";
import { Module } from "../module/module.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { flag, integer } from "../options/fields.ts";
import { scope } from "../tensor/scope.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { expectHostTensors, type RunnableModule, startModel } from "./run-model.ts";
import { sampleInputsOf } from "./sample-inputs.ts";
import { withoutTraces } from "./without-traces.ts";

const warmUpOptions = defineOptions("warmUp", {
  /** With the backward pass; unless given, when the model is in training mode and has parameters that learn. */
  gradients: flag({ optional: true }),
  /** Sequences or images of the inputs that are made when none are given; 1 unless given. */
  batch: integer({ from: 1, optional: true }),
});

/** Whether the backward pass is run too, and on how many inputs that are made. */
export type WarmUpOptions = Given<typeof warmUpOptions>;

/**
 * Run the model on its device and wait, so that kernels are compiled, all of them at the same time, before somebody
 * watches. What is warmed:
 *
 * - in training mode (`gradients`) a forward and a backward pass, as a training step has them; neither the loss nor the
 *   optimiser, which are no part of the model;
 * - otherwise a forward pass as under `noGrad`, and for a decoder without `inputs` also a prompt into the cache and one
 *   token after it, as `generate` has them.
 *
 * Without `inputs` the model makes its own, as long as it can take them: a decoder its whole context, an encoder-decoder 32 tokens
 * on both sides, others by a method `sampleInputs(batch)`. Which kernels a GPU runs depends on sizes too: say the
 * `batch` of the training. Nothing of the model is changed.
 *
 * @throws NoSampleInputsError for a module without `sampleInputs`
 */
export async function warmUp(
  model: RunnableModule,
  inputs?: readonly HostTensor[],
  options: WarmUpOptions = {},
): Promise<void> {
  expectInstance("warmUp", "model", model, Module, "a module");
  const chosen = warmUpOptions.complete(options);
  const learns = model.training && model.parameters().some(({ requiresGrad }) => requiresGrad);
  const { gradients = learns, batch = 1 } = chosen;
  if (inputs && chosen.batch !== undefined)
    throw new TypeError("warmUp: batch is given beside inputs, expected one of them");
  const given = inputs === undefined ? sampleInputsOf("warmUp", model, batch) : inputs;
  expectHostTensors("warmUp", given);
  await withoutTraces(model, async () => {
    const { device } = model.parameters()[0]!;
    const start = () => startModel(model, given, device, gradients);
    await Promise.all(gradients ? start() : noGrad(start));
    if (!gradients && !inputs && isDecoder(model)) await decodeOnce(model, batch);
  });
}

/** A prompt that leaves room for one token in the context, and that token. */
async function decodeOnce(model: Decoder, batch: number): Promise<void> {
  using cache = model.newCache(batch);
  const { contextLength, device } = model;
  const feed = (tokens: number) => {
    const ids = tensor(new Int32Array(batch * tokens), { shape: [batch, tokens], device });
    return model.forward(ids, { cache, lastOnly: true });
  };
  const [read] = noGrad(() =>
    scope(() => {
      if (contextLength > 1) feed(contextLength - 1);
      return [feed(1).data()];
    }),
  );
  await read;
}
