import type { HostTensor } from "../weights/host-tensor.ts";
import { type RunnableModule, runModelToEnd } from "./run-model.ts";
import { withoutTraces } from "./without-traces.ts";

/**
 * Run the model once on its device and wait, so that kernels are compiled, all of them at the same time, before
 * somebody watches. `gradients` includes the backward pass. Nothing of the model is changed.
 */
export async function warmUp(
  model: RunnableModule,
  inputs: readonly HostTensor[],
  options: { readonly gradients?: boolean } = {},
): Promise<void> {
  const { gradients = false, ...unknown } = options;
  for (const option of Object.keys(unknown))
    throw new Error(`warmUp: there is no option "${option}"; expected gradients`);
  await withoutTraces(model, () =>
    runModelToEnd(model, inputs, model.parameters()[0]!.device, gradients),
  );
}
