import type { WebgpuBackend } from "@qkv/gpu-webgpu";

/** The GPU. Its kernels are loaded only by those who ask for it. */
export async function openWebgpu(): Promise<WebgpuBackend> {
  const { webgpu } = await import("@qkv/gpu-webgpu");
  return webgpu();
}

/** Errors of the device that say what is wrong with the machine rather than with qkv. */
const explainedNames: ReadonlySet<string> = new Set([
  "WebgpuUnavailableError",
  "DeviceLostError",
  "DeviceOutOfMemoryError",
]);

/** Told by name, for the classes come with the kernels. */
export const isDeviceError = ({ name }: Error): boolean => explainedNames.has(name);

/** Whether there is no WebGPU on this machine. */
export const isUnavailable = (error: unknown): error is Error =>
  error instanceof Error && error.name === "WebgpuUnavailableError";
