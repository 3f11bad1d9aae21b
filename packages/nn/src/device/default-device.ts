import { createWasmBackend } from "@qkv/core-wasm";
import { Device } from "../tensor/device.ts";
import { tensorMethods } from "./tensor-methods.ts";

let device: Device | undefined;

/** The device that `tensor()` and modules use: WASM, made on first use. */
export function defaultDevice(): Device {
  device ??= new Device(createWasmBackend(), tensorMethods);
  return device;
}

/** Make another device the default, for everything made from here on. */
export function setDefaultDevice(next: Device): void {
  device = next;
}
