import { requireAddressable } from "@qkv/nn/model-folder";
import type { ReadyTraining } from "@qkv/nn/recipes";
import type { ComputeDevice } from "../compute-device/compute-device.ts";
import type { LoadOptions } from "../text-source/load-text.ts";

/** What the preparation of a run needs besides its options. */
export interface RunSession extends LoadOptions {
  readonly compute: ComputeDevice;
}

/** Settle on the device of a run that is about to be made, and refuse a model that it cannot hold. */
export async function chooseDevice(
  { footprint, trial }: Pick<ReadyTraining, "footprint" | "trial">,
  name: string,
  { compute, printer }: RunSession,
): Promise<void> {
  // A GPU's memory is known only by asking for it.
  if (compute.choice !== "webgpu") requireAddressable(footprint, "training", name);
  await compute.settle(trial, printer);
}
