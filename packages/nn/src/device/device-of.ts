import type { Backend } from "@qkv/core-wasm/contract";
import { Device } from "../tensor/device.ts";
import { tensorMethods } from "./tensor-methods.ts";

const devices = new WeakMap<Backend, Device>();

/**
 * The device of a backend: always the same one, since tensors of two devices do not mix. `caller` is named in the error
 * for what is neither.
 */
export function deviceOf(backend: Backend | Device, caller: string): Device {
  if (backend instanceof Device) return backend;
  let device = devices.get(backend);
  if (!device) {
    expectBackend(backend, caller);
    device = new Device(backend, tensorMethods);
    devices.set(backend, device);
  }
  return device;
}

/** From JavaScript anything may come: a name, or the promise that `webgpu()` returns. */
function expectBackend(value: unknown, caller: string): void {
  if (value instanceof Promise)
    throw new TypeError(
      `${caller}: device is a Promise, expected the device that it resolves to; write await webgpu()`,
    );
  const isObject = typeof value === "object" && value !== null;
  if (isObject && "kernels" in value && "allocate" in value) return;
  const came = isObject ? `an object of ${value.constructor?.name}` : JSON.stringify(value);
  throw new TypeError(
    `${caller}: device is ${came}, expected a Device, or a backend such as await webgpu() of @qkv/gpu-webgpu gives`,
  );
}
