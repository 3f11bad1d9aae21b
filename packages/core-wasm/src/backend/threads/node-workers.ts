import type * as WorkerThreads from "node:worker_threads";
import { nodeModule } from "./node-modules.ts";
import type { WorkerHandle } from "./worker-handle.ts";
import { type WorkerSettings, workerSource } from "./worker-source.ts";

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
