export {
  DeviceLostError,
  DeviceOutOfMemoryError,
  KernelError,
  WebgpuUnavailableError,
} from "./device/errors.ts";
export { type WebgpuOptions, webgpu } from "./webgpu.ts";
export type { WebgpuBackend } from "./webgpu-backend.ts";
