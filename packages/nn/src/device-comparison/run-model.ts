import type { HostArray } from "@qkv/core-wasm/contract";
import { tensor } from "../device/create-tensor.ts";
import type { Module } from "../module/module.ts";
import { describeValue } from "../options/describe-value.ts";
import { Generator } from "../random/generator.ts";
import type { Device } from "../tensor/device.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "../weights/host-tensor.ts";

/** A module whose forward pass takes tensors, and options after them at most, and gives one tensor. */
export type RunnableModule = Module & { forward(...inputs: never[]): Tensor };

/**
 * A forward pass of a model that is on `device`, and, with `gradients`, a backward pass from a random weighting of
 * the output, which is the same on every device.
 */
export function runModel(
  model: RunnableModule,
  inputs: readonly HostTensor[],
  device: Device,
  gradients: boolean,
): Tensor {
  // As many tensors as the caller says the model takes; modules check what they are given.
  const { forward } = model as { forward(...inputs: Tensor[]): Tensor };
  const output = forward.call(
    model,
    ...inputs.map(({ dtype, values, shape }) => tensor(values, { dtype, shape, device })),
  );
  if (gradients) output.backward({ gradient: randomWeights(output) });
  return output;
}

/** `runModel`, launched whole; the promises are kept when the device has done all of it. Leaves gradients behind. */
export function startModel(
  model: RunnableModule,
  inputs: readonly HostTensor[],
  device: Device,
  gradients: boolean,
): readonly Promise<HostArray>[] {
  return scope(() => {
    const output = runModel(model, inputs, device, gradients);
    const made = model.parameters().flatMap(({ grad }) => grad ?? []);
    // A device works in order: the last gradient is there when all are.
    return [output, ...made.slice(-1)].map((tensor) => tensor.data());
  });
}

/** Uniform in [-1, 1), of the output's shape, by a seed of its own. */
function randomWeights({ shape, size, device }: Tensor): Tensor {
  const values = Float32Array.from(new Generator(1).uniform(size), (value) => 2 * value - 1);
  return tensor(values, { shape, device });
}

/** From JavaScript plain arrays may come, or one input that is not in a list. */
export function expectHostTensors(who: string, inputs: unknown): void {
  const fits = (input: unknown): boolean =>
    typeof input === "object" && input !== null && "values" in input && "shape" in input;
  if (!Array.isArray(inputs))
    throw new TypeError(
      `${who}: inputs is ${describeValue(inputs)}, expected the model's inputs in an array: [{ dtype, shape, values }, ...]`,
    );
  const wrong = inputs.findIndex((input) => !fits(input));
  if (wrong >= 0)
    throw new TypeError(
      `${who}: inputs[${wrong}] is ${describeValue(inputs[wrong])}, expected { dtype, shape, values } with the values in a Float32Array or Int32Array`,
    );
}
