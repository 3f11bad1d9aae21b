import { type Backend, refuseUnknownOptions } from "../../contract/index.ts";
import { type BuildName, chooseBuild } from "../kernel-build.ts";
import { createWasmBackend } from "../wasm-backend.ts";
import { inNode } from "./node-modules.ts";
import { expectThreads, possibleThreads } from "./thread-count.ts";
import type { WorkerOrigin } from "./web-workers.ts";

/** Options of `createThreadedWasmBackend`. */
export interface ThreadedWasmBackendOptions {
  /** How many threads compute, the calling one included; "auto" (the default): as many as there are cores. */
  readonly threads?: number | "auto";
  /** As in createWasmBackend. */
  readonly build?: BuildName | "auto";
  /** As in createWasmBackend. */
  readonly prepack?: boolean;
  /**
   * Of a page whose policy allows no blob: workers: the address of dist/worker.js of this package, or a function that
   * starts a worker which runs it.
   */
  readonly worker?: WorkerOrigin;
  /** Keep 64 sentinel floats on each side of every buffer, for `overruns()`. For tests. */
  readonly guarded?: boolean;
  /** Size of the parts that a kernel is cut into, as a multiple of the usual. For tests. */
  readonly grain?: number;
}

const known = new Set(["threads", "build", "prepack", "worker", "guarded", "grain"]);

/**
 * The WebAssembly backend on several threads that share its memory: worker_threads in Node, Web Workers in a page that is
 * cross-origin isolated. Results are those of one thread, to the bit. `dispose()` ends the workers, which do not keep
 * a Node process alive either. What starts threads and gives them work is loaded with the first call that asks for two.
 */
export async function createThreadedWasmBackend(
  options: ThreadedWasmBackendOptions = {},
): Promise<Backend> {
  refuseUnknownOptions("createThreadedWasmBackend", options, known);
  const { threads: wanted = "auto", build = "auto", guarded = false, grain = 1 } = options;
  const { prepack = true, worker } = options;
  expectThreads(wanted);
  expectWorker(worker);
  const possible = await possibleThreads();
  const threads = wanted === "auto" ? possible.cores : wanted;
  if (threads > 1 && possible.obstacle)
    throw new Error(`threads is ${threads}: ${possible.obstacle}`);
  if (threads === 1) return createWasmBackend({ build, prepack, guarded });
  const chosen = chooseBuild(build);
  const { backendOverThreads } = await import("./backend-over-threads.ts");
  return backendOverThreads(chosen, { threads, prepack, guarded, grain, worker });
}

function expectWorker(worker: WorkerOrigin | undefined): void {
  if (worker === undefined) return;
  if (!["string", "function"].includes(typeof worker) && !(worker instanceof URL))
    throw new Error(
      `worker is ${String(worker)}, expected an address, or a function that gives a Worker`,
    );
  if (inNode())
    throw new Error("worker is for pages: Node's threads need no file; leave it out in Node");
}
