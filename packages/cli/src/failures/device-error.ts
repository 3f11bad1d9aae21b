/** Errors of a device that say what is wrong with the machine rather than with qkv. */
const explainedNames: ReadonlySet<string> = new Set(["WebgpuUnavailableError", "DeviceLostError"]);
const outOfMemoryNames: ReadonlySet<string> = new Set([
  "OutOfMemoryError",
  "DeviceOutOfMemoryError",
]);

/** Told by name, for the classes come with the kernels. */
export const isDeviceError = ({ name }: Error): boolean => explainedNames.has(name);

/** Whether there is no WebGPU on this machine. */
export const isUnavailable = (error: unknown): error is Error =>
  error instanceof Error && error.name === "WebgpuUnavailableError";

/** What was the matter when a device had no memory left, and what to tell the command; undefined for any other error. */
export function outOfMemoryMeaning(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause)
    if (outOfMemoryNames.has(at.name) && "reason" in at)
      return `${at.reason}; take less at once (a smaller --batch or --context) or a smaller model`;
  return undefined;
}
