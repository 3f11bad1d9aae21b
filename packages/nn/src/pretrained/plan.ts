import { sizeOf } from "@qkv/core-wasm/contract";
import { noGrad } from "../autograd/grad-mode.ts";
import { tensor } from "../device/create-tensor.ts";
import { isDecoder, type Model } from "../models/roles.ts";
import { sampleIds } from "../models/sample-ids.ts";
import { crossEntropy } from "../ops/cross-entropy.ts";
import { AdamW } from "../optim/adam.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectObject } from "../options/expect-argument.ts";
import { flag, integer, oneOf } from "../options/fields.ts";
import type { Device } from "../tensor/device.ts";
import { countFlops } from "../tensor/launch-observer.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { bytesSaved, heldFormats } from "./held-bytes.ts";
import { plannedModel, sayingWhatIsWrong, withPackedForms } from "./plan-shapes.ts";

export const planOptions = defineOptions("plan", {
  /** Sequences at once. */
  batch: integer({ from: 1, to: 2 ** 20, default: 1 }),
  /** Tokens of each sequence: all that the model can look back on unless given. Of decoders. */
  context: integer({ from: 1, to: 2 ** 31, optional: true }),
  /** How the weights of matrices are held for inference: see `fromPretrained`. Training is in float32. */
  dtype: oneOf(heldFormats, { default: "float32" }),
  /** Whether to plan a training step too. */
  training: flag({ default: true }),
});

/** For how much data `plan` plans, and in which form the weights are. */
export type PlanOptions = Given<typeof planOptions>;

/** What a model will take. Memory is in bytes of the device. */
export interface Plan {
  /** What the model is for: "decoder", "encoder" and so on. */
  readonly role: Model["role"];
  /** What its family is called in config.json. */
  readonly modelType: string;
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

/** `plan` of what stands in a config.json. */
export function planConfig(config: object, options: PlanOptions = {}): Plan {
  expectObject("plan", "config", config, "an object out of a config.json");
  const { batch, context, dtype, training } = planOptions.complete(options);
  const { model, device: place } = plannedModel(
    config,
    dtype === "float32" ? withPackedForms : undefined,
  );
  model.eval();
  const saved = bytesSaved(model, dtype);
  const loaded = place.memory().bytes - saved;
  const inputs = sayingWhatIsWrong(() => inputsOf(model, batch, context, place));
  const before = place.memory().bytes;
  const cache = isDecoder(model) ? model.newCache(batch, context) : undefined;
  const cached = place.memory().bytes - before;
  const flops = countFlops(() =>
    sayingWhatIsWrong(() => noGrad(() => scope(() => void passOf(model, inputs, cache)))),
  );
  const [{ shape, dtype: of }] = inputs as [Tensor];
  const tokens = of === "int32" ? (shape[1] ?? 1) : 1; // pixels and samples are no tokens: a sequence counts as one
  return {
    ...{ role: model.role, modelType: model.modelType },
    parameters: model.numParameters(),
    load: loaded,
    inference: place.memory().peakBytes - saved,
    training: training ? sayingWhatIsWrong(() => trainingPeak(config, batch, context)) : undefined,
    cache: cached,
    flopsPerToken: flops / (batch * tokens),
    ...{ batch, tokens },
  };
}

function inputsOf(
  model: Model,
  batch: number,
  context: number | undefined,
  device: Device,
): readonly Tensor[] {
  const inputs: readonly HostTensor[] =
    context !== undefined && isDecoder(model)
      ? [sampleIds(batch, context, model.vocabSize)]
      : model.sampleInputs(batch);
  return inputs.map((input) => {
    const { shape, dtype } = input;
    const hasValues = sizeOf(shape) <= MOST_VALUES;
    return hasValues
      ? tensor(input.values, { shape, dtype, device })
      : Tensor.empty(device, shape, dtype);
  });
}

/** Some models look at their ids; those of so many inputs need no values to be planned. */
const MOST_VALUES = 2 ** 16;

function passOf(model: Model, inputs: readonly Tensor[], cache?: object): Tensor {
  const forward = model.forward.bind(model) as (...given: readonly unknown[]) => Tensor;
  return cache ? forward(inputs[0], { cache, lastOnly: true }) : forward(...inputs);
}

/** Of the second step, which finds the moments made: they lie beside all that the first had. */
function trainingPeak(config: object, batch: number, context: number | undefined): number {
  const { model, device } = plannedModel(config);
  model.train();
  const optimizer = new AdamW(model.parameters(), { lr: 1e-3 });
  const inputs = inputsOf(model, batch, context, device);
  scope(() => {
    const output = passOf(model, inputs); // [batch, tokens, vocab], or of another kind
    const targets = inputs.at(-1)!;
    const isNextToken = isDecoder(model) && output.shape.length === 3;
    (isNextToken ? crossEntropy(output, targets) : output.sum()).backward();
  });
  const { peakBytes, bytes } = device.memory();
  optimizer.step();
  return peakBytes + device.memory().bytes - bytes;
}
