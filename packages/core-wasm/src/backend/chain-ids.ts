import { alignUp } from "./allocator.ts";
import type { KernelContext } from "./kernel-set.ts";
import type { WasmBuffer } from "./linear-memory.ts";

/** Which ids below `rows` are equal, in scratch memory, as embeddingBackward reads it. */
export function chainIds({ wasm, memory }: KernelContext, ids: WasmBuffer, rows: number): number {
  const bytes = alignUp(4 * ids.length);
  const next = memory.scratch(bytes + wasm.chainIdsScratchBytes(rows));
  wasm.chainIds(ids.pointer, ids.length, rows, next, next + bytes);
  return next;
}
