import { indexError } from "../contract/index.ts";
import type { KernelContext } from "./kernel-set.ts";
import type { WasmBuffer } from "./linear-memory.ts";

/** Throw at the first index outside 0 .. size - 1. */
export function expectIndices(
  { wasm, memory }: KernelContext,
  kernel: string,
  index: WasmBuffer,
  size: number,
): void {
  const bad = wasm.firstBadId(index.pointer, index.length, size);
  if (bad >= 0) throw indexError(kernel, bad, Number(memory.read(index)[bad]), size);
}
