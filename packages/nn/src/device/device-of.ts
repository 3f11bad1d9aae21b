import type { Backend } from "@qkv/core-wasm/contract";
import { Device } from "../tensor/device.ts";
import { tensorMethods } from "./tensor-methods.ts";

const devices = new WeakMap<Backend, Device>();

/** The device of a backend: always the same one, since tensors of two devices do not mix. */
export function deviceOf(backend: Backend | Device): Device {
  if (backend instanceof Device) return backend;
  if (typeof backend !== "object" || backend === null)
    throw new TypeError(
      `device is ${JSON.stringify(backend)}, expected a device or a backend: ` +
        "await webgpu() of @qkv/gpu-webgpu, or createWasmBackend() of @qkv/core-wasm",
    );
  let device = devices.get(backend);
  if (!device) {
    device = new Device(backend, tensorMethods);
    devices.set(backend, device);
  }
  return device;
}
