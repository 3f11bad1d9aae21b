import type { WorkerHandle } from "./worker-handle.ts";
import { type WorkerSettings, workerSource } from "./worker-source.ts";

/** A Web Worker made from text. */
export async function startWebWorker(
  settings: WorkerSettings,
  failed: (error: Error) => void,
): Promise<WorkerHandle> {
  const source = `${workerSource}\nself.onmessage = ({ data }) => work(data);`;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address, { name: "qkv" });
  worker.onerror = (event) => {
    event.preventDefault();
    failed(
      new Error(event.message || "the page's Content-Security-Policy must allow worker-src blob:"),
    );
  };
  worker.postMessage(settings);
  // The address is read when the worker starts, which the caller waits for.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return { terminate: async () => worker.terminate() };
}
