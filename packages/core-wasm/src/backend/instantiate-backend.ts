import { instantiateSync } from "@assemblyscript/loader";
import type { Backend } from "../contract/index.ts";
import type { KernelExports } from "./exports.ts";
import { wasmKernels } from "./kernels/index.ts";
import { LinearMemory, type WasmBuffer } from "./linear-memory.ts";

export interface WasmBackendOptions {
  /** Keep 64 sentinel floats on each side of every buffer, for `overruns()`. For tests. */
  readonly guarded?: boolean;
}

const MAXIMUM_PAGES = 65536; // 4 GiB, all that 32-bit addresses reach

/** A backend over one build of the kernels. */
export function instantiateBackend(
  binary: Uint8Array<ArrayBuffer>,
  { guarded = false }: WasmBackendOptions = {},
): Backend {
  const wasmMemory = new WebAssembly.Memory({ initial: 16, maximum: MAXIMUM_PAGES });
  const { exports } = instantiateSync(binary, { env: { memory: wasmMemory } });
  const wasm = exports as unknown as KernelExports;
  const memory = new LinearMemory(wasmMemory, wasm.heapBase(), guarded);
  const backend: Backend<WasmBuffer> = {
    name: "wasm",
    info: { build: "simd128", threads: 1 },
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
