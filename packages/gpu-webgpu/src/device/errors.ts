import { OutOfMemoryError } from "@qkv/core-wasm/contract";

/** There is no WebGPU here, or no adapter that fits. The message says what to do. */
export class WebgpuUnavailableError extends Error {
  override readonly name = "WebgpuUnavailableError";
}

/** The device is gone: a driver reset, an unplugged GPU, `destroy()`. What was only in its memory is gone too. */
export class DeviceLostError extends Error {
  override readonly name = "DeviceLostError";
}

/** The device has no memory for a buffer, or refuses its size. */
export class DeviceOutOfMemoryError extends OutOfMemoryError {
  override readonly name = "DeviceOutOfMemoryError";
}

/** The device refused a kernel: a fault of this library. The message names the kernel. */
export class KernelError extends Error {
  override readonly name = "KernelError";
}
