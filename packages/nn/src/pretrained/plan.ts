import { type Backend, createShapeOnlyBackend } from "@qkv/core-wasm/contract";
import { noGrad } from "../autograd/grad-mode.ts";
import { tensor } from "../device/create-tensor.ts";
import { deviceOf } from "../device/device-of.ts";
import { modelFromConfig } from "../models/families/find-family.ts";
import { isDecoder, type Model } from "../models/roles.ts";
import { crossEntropy } from "../ops/cross-entropy.ts";
import { AdamW } from "../optim/adam.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectObject } from "../options/expect-argument.ts";
import { flag, integer, oneOf } from "../options/fields.ts";
import type { Device } from "../tensor/device.ts";
import { countFlops } from "../tensor/launch-observer.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { bytesSaved, heldFormats } from "./held-bytes.ts";

const planOptions = defineOptions("plan", {
  /** Sequences at once. */
  batch: integer({ from: 1, to: 2 ** 20, default: 1 }),
  /** Tokens of each sequence: all that the model can look back on unless given. Of decoders. */
  context: integer({ from: 1, to: 2 ** 31, optional: true }),
  /** How the weights of matrices are held for inference: see `fromPretrained`. Training is in float32. */
  dtype: oneOf(heldFormats, { default: "float32" }),
  /** Whether to plan a training step too. */
  training: flag({ default: true }),
});

export type PlanOptions = Given<typeof planOptions>;

/** What a model will take. Memory is in bytes of the device. */
export interface Plan {
  /** Shared ones once. */
  readonly parameters: number;
  /** Once it is loaded: weights, and the tables that it makes itself. */
  readonly load: number;
  /** At the peak of a pass of all tokens: beside them the forms that products read fastest, caches, activations. */
  readonly inference: number;
  /** At the peak of a training step with AdamW: gradients, moments, and what the pass backward needs. */
  readonly training: number | undefined;
  /** Keys and values of all sequences; of inference. */
  readonly cache: number;
  /** Floating-point operations of a pass forward, by token, or by sequence of pixels or samples; a multiply-add counts two. */
  readonly flopsPerToken: number;
  /** Of what `flopsPerToken` and the peaks are. */
  readonly batch: number;
  readonly tokens: number;
}

/**
 * What a model would take, out of its config.json alone: nothing is downloaded, allocated or computed.
 *
 * @throws OptionError for a config.json of no known model, or a field that is wrong or not understood
 */
export function plan(config: object, options: PlanOptions = {}): Plan {
  expectObject("plan", "config", config, "an object out of a config.json");
  const { batch, context, dtype, training } = planOptions.complete(options);
  const place = deviceOf(dtype === "float32" ? withPackedForms() : shapes(), "plan");
  const model = modelFromConfig(config, { device: place }).eval();
  const saved = bytesSaved(model, dtype);
  const loaded = place.memory().bytes - saved;
  const inputs = inputsOf(model, batch, context, place);
  const before = place.memory().bytes;
  const cache = isDecoder(model) ? model.newCache(batch) : undefined;
  const cached = place.memory().bytes - before;
  const flops = countFlops(() => {
    noGrad(() => scope(() => void passOf(model, inputs, cache)));
  });
  const [{ shape, dtype: of }] = inputs as [Tensor];
  const tokens = of === "int32" ? (shape[1] ?? 1) : 1; // pixels and samples are no tokens: a sequence counts as one
  return {
    parameters: model.numParameters(),
    load: loaded,
    inference: place.memory().peakBytes - saved,
    training: training ? trainingPeak(config, batch, context) : undefined,
    cache: cached,
    flopsPerToken: flops / (batch * tokens),
    ...{ batch, tokens },
  };
}

/** As the WebAssembly device keeps memory: a weight that inference multiplies by lies there in a second form. */
function withPackedForms(): Backend {
  const backend = shapes();
  return {
    ...backend,
    prepack(_, shape) {
      const [rows = 1, columns = 1] = shape.slice(-2);
      return backend.allocate(rows * Math.ceil(columns / 8) * 8, "float32");
    },
  };
}

/** More than any model that is known has; a config.json from outside must not keep us busy with a billion layers. */
const MOST_TENSORS = 2 ** 18;
const shapes = (): Backend => createShapeOnlyBackend({ maxBuffers: MOST_TENSORS });

function inputsOf(
  model: Model,
  batch: number,
  context: number | undefined,
  device: Device,
): readonly Tensor[] {
  if (context !== undefined && isDecoder(model))
    return [tensor(new Int32Array(batch * context), { shape: [batch, context], device })];
  return model
    .sampleInputs(batch)
    .map(({ values, shape, dtype }) => tensor(values, { shape, dtype, device }));
}

function passOf(model: Model, inputs: readonly Tensor[], cache?: object): Tensor {
  const forward = model.forward.bind(model) as (...given: readonly unknown[]) => Tensor;
  return cache ? forward(inputs[0], { cache, lastOnly: true }) : forward(...inputs);
}

/** Of the second step, which finds the moments made. */
function trainingPeak(config: object, batch: number, context: number | undefined): number {
  const device = deviceOf(shapes(), "plan");
  const model = modelFromConfig(config, { device }).train();
  const optimizer = new AdamW(model.parameters(), { lr: 1e-3 });
  const inputs = inputsOf(model, batch, context, device);
  for (let step = 0; step < 2; step++) {
    optimizer.zeroGrad();
    scope(() => {
      const output = passOf(model, inputs); // [batch, tokens, vocab], or of another kind
      const targets = inputs.at(-1)!;
      const isNextToken = isDecoder(model) && output.shape.length === 3;
      (isNextToken ? crossEntropy(output, targets) : output.sum()).backward();
    });
    optimizer.step();
  }
  return device.memory().peakBytes;
}
