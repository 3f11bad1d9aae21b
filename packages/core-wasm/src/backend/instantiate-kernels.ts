import { instantiateSync } from "@assemblyscript/loader";
import type { KernelExports } from "./exports.generated.ts";
import type { Tile } from "./tile-timing.ts";

/** The compiled functions over a memory. */
export function instantiateKernels(
  module: WebAssembly.Module | Uint8Array<ArrayBuffer>,
  memory: WebAssembly.Memory,
  tile: Tile,
): KernelExports {
  const env = { memory, tallTiles: tile === "6x8" ? 1 : 0 };
  return instantiateSync(module, { env }).instance.exports as unknown as KernelExports;
}
