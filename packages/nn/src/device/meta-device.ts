import { createShapeOnlyBackend } from "@qkv/core-wasm/contract";
import { Device } from "../tensor/device.ts";
import { tensorMethods } from "./tensor-methods.ts";

let device: Device | undefined;

/**
 * The device of tensors that have a shape and no values, as PyTorch's "meta": always the same one. A model made on it takes
 * no memory and draws no random numbers, however large it is; `forward` tells the shapes of what it would compute,
 * `countFlops` the work, `memory()` the bytes that live buffers would take. `loadCheckpoint` moves it to where it is to run.
 */
export function metaDevice(): Device {
  device ??= new Device(createShapeOnlyBackend(), tensorMethods);
  return device;
}
