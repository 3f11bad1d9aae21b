import { type BuildName, createThreadedWasmBackend } from "@qkv/core-wasm";
import { type Backend, refuseUnknownOptions } from "@qkv/core-wasm/contract";
import type { Device } from "../tensor/device.ts";
import { setDefaultDevice } from "./default-device.ts";
import { deviceOf } from "./device-of.ts";

export interface InitOptions {
  /** Another device than WASM: `await webgpu()` of @qkv/gpu-webgpu. */
  readonly device?: Backend | Device;
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

const optionNames: ReadonlySet<string> = new Set<keyof InitOptions>([
  ...(["device", "threads", "build", "prepack"] as const),
]);

/**
 * Make another device the default: WASM with threads, or the device given. Optional: without it WASM on one thread is
 * made on first use. Call it before the first tensor, for tensors of two devices do not mix; a model that exists
 * already goes to a device with `await model.to(device)`. Threads change nothing in the results, to the bit.
 * `device.dispose()` ends the threads, or gives the GPU back; neither keeps a Node process alive.
 *
 * In a browser, threads need a page that is cross-origin isolated.
 */
export async function init(options: InitOptions = {}): Promise<Device> {
  refuseUnknownOptions("init", options, optionNames);
  const { device, threads, build, prepack } = options;
  if (device && (threads !== undefined || build !== undefined || prepack !== undefined))
    throw new Error(
      "init: threads, build and prepack are options of the WASM device, expected them without device",
    );
  const made = deviceOf(device ?? (await wasmBackend({ threads, build, prepack })), "init");
  setDefaultDevice(made);
  return made;
}

const wasmBackend = ({
  threads = 1,
  build = "auto",
  prepack = true,
}: {
  readonly [Name in keyof Omit<InitOptions, "device">]: InitOptions[Name] | undefined;
}): Promise<Backend> => createThreadedWasmBackend({ threads, build, prepack });
