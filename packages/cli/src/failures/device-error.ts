/** Errors of a device that say what is wrong with the machine rather than with qkv. */
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
