import type { ComputeDevice } from "../compute-device/compute-device.ts";
import { scratchStep } from "../compute-device/sample-step.ts";
import { requireModelMemory } from "../model-directory/model-kind.ts";
import type { LoadOptions } from "../text-source/load-text.ts";
import type { PreparedTask } from "./training-task.ts";

/** What the preparation of a run needs besides its options. */
export interface RunSession extends LoadOptions {
  readonly compute: ComputeDevice;
}

/** Settle on the device of a run that is about to be made, and refuse a model that it cannot hold. */
export async function chooseDevice<B>(
  { config, settings }: PreparedTask<B>,
  name: string,
  { compute, printer }: RunSession,
): Promise<void> {
  // A GPU's memory is known only by asking for it.
  if (compute.choice !== "webgpu") requireModelMemory(config, "training", name);
  await compute.settle(() => scratchStep(config, settings.batch), printer);
}
