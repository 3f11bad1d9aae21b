import type * as Os from "node:os";
import type * as WorkerThreads from "node:worker_threads";
import type { WorkerHandle } from "./worker-handle.ts";
import { type WorkerSettings, workerSource } from "./worker-source.ts";

/** Whether this is Node (or a runtime with its modules). */
export const inNode = (): boolean => typeof globalThis.process?.versions?.node === "string";

/** Cores that this process may use. */
export async function nodeCores(): Promise<number> {
  return (await nodeModule<typeof Os>("os")).availableParallelism();
}

/** A worker_thread that does not keep the process alive; `failed` hears of its end by error. */
export async function startNodeWorker(
  settings: WorkerSettings,
  failed: (error: Error) => void,
): Promise<WorkerHandle> {
  const { Worker } = await nodeModule<typeof WorkerThreads>("worker_threads");
  const source = `import { workerData } from "node:worker_threads";\n${workerSource}\nwork(workerData);`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    workerData: settings,
    name: "qkv",
  });
  worker.unref();
  worker.on("error", failed);
  return {
    terminate: async () => {
      await worker.terminate();
    },
  };
}

/** A module of Node, by a name that bundlers for the browser do not try to resolve. */
async function nodeModule<T>(name: string): Promise<T> {
  const specifier = `node:${name}`;
  return (await import(/* @vite-ignore */ /* webpackIgnore: true */ specifier)) as T;
}
