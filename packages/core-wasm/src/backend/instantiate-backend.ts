import type { Backend } from "../contract/index.ts";
import { instantiateKernels } from "./instantiate-kernels.ts";
import { wasmKernels } from "./kernels/index.ts";
import { LinearMemory, type WasmBuffer } from "./linear-memory.ts";
import type { Tile } from "./tile-timing.ts";

interface InstantiationOptions {
  /** Keep 64 sentinel floats on each side of every buffer, for `overruns()`. */
  readonly guarded?: boolean;
  readonly tile?: Tile;
  /** What `backend.info` tells. */
  readonly info?: Backend["info"];
}

const MAXIMUM_PAGES = 65536; // 4 GiB, all that 32-bit addresses reach

/** A backend over one build of the kernels. */
export function instantiateBackend(
  binary: WebAssembly.Module | Uint8Array<ArrayBuffer>,
  { guarded = false, tile = "4x8", info = {} }: InstantiationOptions = {},
): Backend {
  const wasmMemory = new WebAssembly.Memory({ initial: 16, maximum: MAXIMUM_PAGES });
  const wasm = instantiateKernels(binary, wasmMemory, tile);
  const memory = new LinearMemory(wasmMemory, wasm.heapBase(), guarded);
  const backend: Backend<WasmBuffer> = {
    name: "wasm",
    info: { ...info, tile, threads: 1 },
    kernels: wasmKernels({ wasm, memory }),
    allocate: (length, dtype) => memory.allocate(length, dtype),
    upload: (buffer, values) => memory.upload(buffer, values),
    release: (buffer) => memory.release(buffer),
    read: async (buffer) => memory.read(buffer),
    readSync: (buffer) => memory.read(buffer),
    memory: () => memory.report(),
    overruns: () => memory.overruns(),
  };
  return backend as Backend; // from here on buffers are opaque
}
