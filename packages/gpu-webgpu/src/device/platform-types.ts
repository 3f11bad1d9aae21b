// Types of WebGPU, for declarations that also compile where nobody declares them: before TypeScript 6 they come with
// @webgpu/types, which a program that computes on one of our devices has no other need of.

/** GPUDevice, where a program has its type. */
export type PlatformDevice = typeof globalThis extends {
  GPUDevice: { prototype: infer Device };
}
  ? Device
  : object;

/** GPUBuffer, where a program has its type. */
export type PlatformBuffer = typeof globalThis extends {
  GPUBuffer: { prototype: infer Buffer };
}
  ? Buffer
  : object;

/** GPUPowerPreference. */
export type PowerPreference = "low-power" | "high-performance";
