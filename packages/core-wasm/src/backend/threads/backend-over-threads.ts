import type { Backend } from "../../contract/index.ts";
import { backendOver } from "../instantiate-backend.ts";
import { instantiateKernels } from "../instantiate-kernels.ts";
import { type KernelBuild, sharedModule } from "../kernel-build.ts";
import { LinearMemory } from "../linear-memory.ts";
import { reserveMemory } from "../reserve-memory.ts";
import { controlBytes } from "./control-block.ts";
import { startWorkers } from "./start-workers.ts";
import { ThreadPool } from "./thread-pool.ts";
import type { ThreadedWasmBackendOptions } from "./threaded-backend.ts";
import { threadedExports } from "./threaded-exports.ts";
import type { WorkerOrigin } from "./web-workers.ts";

interface ThreadedSettings
  extends Required<Pick<ThreadedWasmBackendOptions, "prepack" | "guarded" | "grain">> {
  readonly threads: number;
  readonly worker: WorkerOrigin | undefined;
}

/** The backend of one build whose kernels are computed by so many threads over a shared memory. */
export async function backendOverThreads(
  { name, tile, reason }: KernelBuild,
  { threads, prepack, guarded, grain, worker }: ThreadedSettings,
): Promise<Backend> {
  const module = sharedModule(name);
  const wasmMemory = reserveMemory({ shared: true });
  const wasm = instantiateKernels(module, wasmMemory, tile);
  const memory = new LinearMemory(wasmMemory, wasm.heapBase(), guarded);
  const control = memory.reserve(controlBytes(threads));
  const settings = { module, memory: wasmMemory, tallTiles: tile === "6x8" ? 1 : 0, control };
  const start = () => startWorkers(threads - 1, settings, worker);
  const pool = new ThreadPool(await start(), module, wasm, wasmMemory, control, { start });
  const info = { build: name, reason, tile, threads };
  return backendOver({
    wasm: threadedExports({ wasm, pool, grain }),
    memory,
    prepack,
    info,
    dispose: () => pool.dispose(),
    rest: () => pool.rest(),
    resume: () => pool.resume(),
  });
}
