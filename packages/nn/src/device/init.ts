import {
  type BuildName,
  createThreadedWasmBackend,
  type ThreadedWasmBackendOptions,
} from "@qkv/core-wasm";
import { Device } from "../tensor/device.ts";
import { setDefaultDevice } from "./default-device.ts";
import { tensorMethods } from "./tensor-methods.ts";

export interface InitOptions {
  /** How many threads compute, this one included; 1 unless given, "auto" for as many as there are cores. */
  readonly threads?: number | "auto";
  /**
   * Which build of the kernels: "simd" gives the same bits on every machine, "relaxed-simd" is faster and gives
   * the same bits on the same machine; "auto" (the default) is the fastest that the engine has.
   */
  readonly build?: BuildName | "auto";
  /**
   * Keep a second copy of every weight that inference has multiplied by, in the order in which it is read: generation is
   * up to twice as fast. It takes as much memory as the weights and is freed when they change or are disposed of;
   * false does without. true unless given.
   */
  readonly prepack?: boolean;
}

/**
 * Make the default device anew, with threads. Optional: without it the device is made on first use, on one thread.
 * Call it before the first tensor, for tensors of two devices do not mix. Losses, gradients and parameters are those
 * of one thread, to the bit. `device.dispose()` ends the threads; they do not keep a Node process alive.
 *
 * In a browser, threads need a page that is cross-origin isolated.
 */
export async function init({
  threads = 1,
  build = "auto",
  prepack = true,
  ...unknown
}: InitOptions = {}): Promise<Device> {
  for (const option of Object.keys(unknown))
    throw new Error(`init: there is no option "${option}"; expected threads, build, prepack`);
  const options: ThreadedWasmBackendOptions = { threads, build, prepack };
  const device = new Device(await createThreadedWasmBackend(options), tensorMethods);
  setDefaultDevice(device);
  return device;
}
