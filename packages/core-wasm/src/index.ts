export type { BuildName } from "./backend/kernel-build.ts";
export { possibleThreads } from "./backend/threads/thread-count.ts";
export {
  createThreadedWasmBackend,
  type ThreadedWasmBackendOptions,
} from "./backend/threads/threaded-backend.ts";
export type { WebWorker, WorkerOrigin } from "./backend/threads/web-workers.ts";
export { WorkerLostError } from "./backend/threads/worker-lost-error.ts";
export { createWasmBackend, type WasmBackendOptions } from "./backend/wasm-backend.ts";
