import type { Module } from "../module/module.ts";
import type { HostTensor } from "../weights/host-tensor.ts";

/** A model that knows what it takes. */
interface SampledModel {
  /** Inputs of a forward pass on so many sequences or images, as large as the model's configuration lets them be. */
  sampleInputs(batch: number): readonly HostTensor[];
}

/** Thrown where inputs are to be made for a model that does not say what it takes. */
export class NoSampleInputsError extends TypeError {
  override readonly name = "NoSampleInputsError";
}

/** Inputs that the model itself makes, by its method `sampleInputs`. */
export function sampleInputsOf(
  caller: string,
  model: Module,
  batch: number,
): readonly HostTensor[] {
  if (!Number.isSafeInteger(batch) || batch < 1)
    throw new RangeError(`${caller}: batch is ${batch}, expected an integer from 1`);
  if (makesSamples(model)) return model.sampleInputs(batch);
  throw new NoSampleInputsError(
    `${caller}: ${model.constructor.name} has no method sampleInputs, so what it takes is unknown; ` +
      "pass inputs: [{ dtype, shape, values }, ...]",
  );
}

const makesSamples = (model: Module): model is Module & SampledModel =>
  "sampleInputs" in model && typeof model.sampleInputs === "function";
