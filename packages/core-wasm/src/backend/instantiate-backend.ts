import type { Backend } from "../contract/index.ts";
import { drawValues } from "./draw.ts";
import type { KernelExports } from "./exports.generated.ts";
import { instantiateKernels } from "./instantiate-kernels.ts";
import { jointKernels, wasmKernels } from "./kernel-table.ts";
import { LinearMemory, type WasmBuffer } from "./linear-memory.ts";
import { prepackPanels } from "./prepack.ts";
import { reserveMemory } from "./reserve-memory.ts";
import type { Tile } from "./tile-timing.ts";
import { uploadPart } from "./upload-part.ts";

interface InstantiationOptions {
  /** Keep 64 sentinel floats on each side of every buffer, for `overruns()`. */
  readonly guarded?: boolean;
  /** Offer `prepack`; true unless given. */
  readonly prepack?: boolean;
  readonly tile?: Tile;
  /** What `backend.info` tells. */
  readonly info?: Backend["info"];
}

/** A backend over one build of the kernels, on the calling thread. */
export function instantiateBackend(
  module: WebAssembly.Module,
  { guarded = false, prepack = true, tile = "4x8", info = {} }: InstantiationOptions = {},
): Backend {
  const wasmMemory = reserveMemory({ shared: false });
  const wasm = instantiateKernels(module, wasmMemory, tile);
  const memory = new LinearMemory(wasmMemory, wasm.heapBase(), guarded);
  return backendOver({ wasm, memory, prepack, info: { ...info, tile, threads: 1 } });
}

interface BackendParts {
  readonly wasm: KernelExports;
  readonly memory: LinearMemory;
  readonly prepack: boolean;
  readonly info: Backend["info"];
  readonly dispose?: () => Promise<void>;
  /** Of backends with threads. */
  readonly rest?: () => Promise<void>;
  readonly resume?: () => Promise<boolean>;
}

/** A backend out of the compiled functions and the memory that they work on. */
export function backendOver({
  wasm,
  memory,
  prepack,
  info,
  dispose = async () => {},
  rest,
  resume,
}: BackendParts): Backend {
  const backend: Backend<WasmBuffer> = {
    name: "wasm",
    info,
    kernels: wasmKernels({ wasm, memory }),
    allocate: (length, dtype) => memory.allocate(length, dtype),
    makeRoom: (bytes) => memory.makeRoom(bytes),
    upload: (buffer, values) => memory.upload(buffer, values),
    uploadPart: uploadPart({ wasm, memory }),
    ...(prepack ? { prepack: prepackPanels({ wasm, memory }) } : {}),
    draw: drawValues({ wasm, memory }),
    launchAll: jointKernels({ wasm, memory }),
    release: (buffer) => memory.release(buffer),
    read: async (buffer) => memory.read(buffer),
    readSync: (buffer) => memory.read(buffer),
    memory: () => memory.report(),
    overruns: () => memory.overruns(),
    dispose,
    ...(rest ? { rest } : {}),
    ...(resume ? { resume } : {}),
  };
  return backend as Backend; // from here on buffers are opaque
}
