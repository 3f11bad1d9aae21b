import { ComputeDevice } from "../compute-device/compute-device.ts";
import { expectThreads, refuseThreads } from "../compute-device/expect-threads.ts";
import type { TrainOptions } from "./train-options.ts";

/** The device that a training asks for; threads are those of WASM, one unless given. */
export async function openTrainingDevice({
  device,
  threads: given,
}: Pick<TrainOptions, "device" | "threads">): Promise<ComputeDevice> {
  const threads = given ?? 1;
  if (device === "webgpu") refuseThreads(given, device);
  expectThreads(threads);
  return ComputeDevice.open(device, device === "webgpu" ? undefined : threads);
}
