import { createReferenceBackend } from "@qkv/core-wasm/contract";
import { Device } from "../tensor/device.ts";
import { tensorMethods } from "./tensor-methods.ts";

/** A device that computes every kernel by the contract's float64 loops: slow, exact, the oracle of tests. */
export function referenceDevice(): Device {
  return new Device(createReferenceBackend(), tensorMethods);
}
