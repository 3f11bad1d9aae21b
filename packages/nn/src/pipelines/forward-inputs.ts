import { noGrad } from "../autograd/grad-mode.ts";
import { tensor } from "../device/create-tensor.ts";
import { Yielder } from "../event-loop/yield-to-event-loop.ts";
import type { Encoder, NamedTensors } from "../models/roles.ts";
import { inferenceOf } from "../module/evaluating.ts";
import type { ModelInputs } from "../preprocessing/model-inputs.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Values of an output for one input, and their shape without the batch. */
export interface OutputRow {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * What an encoder makes of inputs that are one row each, by the name of the output, in their order. Inputs of one shape are
 * computed side by side, up to `batchSize` of them: nothing is padded, so that each has the values that it would have alone.
 */
export async function forwardInputs(
  model: Encoder,
  inputs: readonly ModelInputs[],
  output: string,
  { batchSize, signal }: { readonly batchSize: number; readonly signal?: AbortSignal | undefined },
): Promise<readonly OutputRow[]> {
  const inference = inferenceOf(model);
  const yielder = new Yielder();
  const rows = new Array<OutputRow>(inputs.length);
  for (const places of sideBySide(inputs, batchSize)) {
    signal?.throwIfAborted();
    const batch = places.map((place) => inputs[place]!);
    const found = inference(() =>
      noGrad(() => scope(() => model.forwardNamed(stacked(batch, model))[output]!)),
    );
    try {
      const values = await found.data();
      const [, ...shape] = found.shape;
      const size = values.length / batch.length;
      for (const [row, place] of places.entries()) {
        const own = Float32Array.from(values.subarray(row * size, (row + 1) * size));
        rows[place] = { shape, values: own };
      }
    } finally {
      found.dispose();
    }
    await yielder.turn();
  }
  return rows;
}

/** Places of inputs of one shape. */
function sideBySide(inputs: readonly ModelInputs[], size: number): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  for (const [place, input] of inputs.entries()) {
    const shapes = Object.entries(input).map(([name, { shape }]) => `${name}:${shape}`);
    const key = shapes.join();
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  return [...groups.values()].flatMap((places) =>
    Array.from({ length: Math.ceil(places.length / size) }, (_, i) =>
      places.slice(i * size, (i + 1) * size),
    ),
  );
}

/** Inputs of one row each as those of a batch, on the model's device. */
export function stacked(
  inputs: readonly ModelInputs[],
  { device }: Pick<Encoder, "device">,
): NamedTensors {
  const tensors = Object.entries(inputs[0]!).map(([name, { dtype, shape }]): [string, Tensor] => {
    const [, ...rest] = shape;
    const parts = inputs.map((input) => input[name]!.values);
    const size = parts[0]!.length;
    const values =
      dtype === "int32"
        ? new Int32Array(size * inputs.length)
        : new Float32Array(size * inputs.length);
    for (const [row, part] of parts.entries()) values.set(part, row * size);
    return [name, tensor(values, { shape: [inputs.length, ...rest], dtype, device })];
  });
  return Object.fromEntries(tensors);
}
