import type { Backend } from "@qkv/core-wasm/contract";
import type { Device } from "../tensor/device.ts";
import { deviceOf } from "./device-of.ts";

/** There is no GPU to compute on: the message says what is missing, and what to do. */
export class GpuMissingError extends Error {
  override readonly name = "GpuMissingError";
}

let shared: Device | undefined;

/**
 * The WebGPU device, by the optional package @qkv/gpu-webgpu. It is named here and nowhere else, in an import that
 * bundlers follow where the package is installed, and leave to fail where it is not.
 *
 * @throws GpuMissingError without the package, WebGPU, or an adapter
 */
export async function webgpuDevice(): Promise<Device> {
  const { webgpu } = await loadPackage();
  const backend = await webgpu().catch((cause: unknown) => {
    if (!(cause instanceof Error) || cause.name !== "WebgpuUnavailableError") throw cause;
    throw new GpuMissingError(cause.message, { cause });
  });
  const device = deviceOf(backend, "init");
  // One share, however often it is asked for: `device.dispose()` then gives the GPU back.
  if (device === shared && !device.disposed) await backend.dispose?.();
  shared = device;
  return device;
}

async function loadPackage(): Promise<{ webgpu(): Promise<Backend> }> {
  try {
    return await import("@qkv/gpu-webgpu"); // in a try: bundlers then take a missing package for what it is
  } catch (cause) {
    throw new GpuMissingError(
      `the package @qkv/gpu-webgpu cannot be loaded; npm install @qkv/gpu-webgpu (${firstLine(cause)})`,
      { cause },
    );
  }
}

const firstLine = (error: unknown): string => String(error).split("\n")[0]!;
