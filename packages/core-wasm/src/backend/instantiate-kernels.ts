import type { KernelExports } from "./exports.generated.ts";
import type { Tile } from "./tile-timing.ts";

/**
 * The compiled functions over a memory. They take pointers and numbers alone, so that no loader is between: AssemblyScript's
 * asks for a TextDecoder at import, which jsdom has not.
 */
export function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  tile: Tile,
): KernelExports {
  const env = { memory, tallTiles: tile === "6x8" ? 1 : 0 };
  return new WebAssembly.Instance(module, { env }).exports as unknown as KernelExports;
}
