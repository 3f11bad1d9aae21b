import { createWasmBackend } from "@qkv/core-wasm";
import { expectInstance } from "../options/expect-argument.ts";
import { Device } from "../tensor/device.ts";
import { deviceOf } from "./device-of.ts";

let usual: Device | undefined;
let chosen: Device | undefined;

/** WASM on one thread, as it is unless somebody asks for more: always the same. */
export function usualDevice(): Device {
  usual ??= deviceOf(createWasmBackend(), "defaultDevice");
  return usual;
}

/** The device that `tensor()` and modules use: WASM, made on first use, unless `init` chose another. */
export function defaultDevice(): Device {
  chosen ??= usualDevice();
  return chosen;
}

/** The default device if there is one yet. */
export const chosenDevice = (): Device | undefined => chosen;

/** Make another device the default, for everything made from here on. */
export function setDefaultDevice(next: Device): void {
  if (chosen && next === chosen) return;
  expectInstance("setDefaultDevice", "next", next, Device, "a device, as await init() gives one");
  chosen = next;
}
