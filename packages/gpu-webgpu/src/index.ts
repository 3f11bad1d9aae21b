export {
  DeviceLostError,
  DeviceOutOfMemoryError,
  KernelError,
  WebgpuUnavailableError,
} from "./device/errors.ts";
export type { PlatformBuffer, PlatformDevice, PowerPreference } from "./device/platform-types.ts";
export type { DeviceLimits, RequestedDevice } from "./device/request-device.ts";
export type { TileForm } from "./matmul/tiles/tile-timing.ts";
export type { DeviceArray, MemoryBlock, WebgpuBuffer } from "./memory/gpu-buffer.ts";
export { type WebgpuOptions, webgpu } from "./webgpu.ts";
export type { WebgpuBackend, WebgpuBackendOptions } from "./webgpu-backend.ts";
