import type { WorkerHandle } from "./worker-handle.ts";
import { type WorkerSettings, workerSource } from "./worker-source.ts";

/** What is asked of a page's Worker; by its own name, so that programs without the types of a page compile. */
export interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  onerror: ((event: never) => unknown) | null;
}

/**
 * Where the workers of a page come from: the address of a file of this package, dist/worker.js, or a function that starts a
 * worker which runs it. Without one they are made from text, which takes a policy that allows blob: workers.
 */
export type WorkerOrigin = string | URL | (() => WebWorker);

/** The program of such a worker, as the text of a file. */
export const webWorkerProgram = `${workerSource}\nglobalThis.onmessage = ({ data }) => work(data);\n`;

/** A Web Worker, from `origin` or else from text. */
export async function startWebWorker(
  settings: WorkerSettings,
  failed: (error: Error) => void,
  origin?: WorkerOrigin,
): Promise<WorkerHandle> {
  const worker = origin === undefined ? workerOfText() : workerOf(origin);
  worker.onerror = (event: ErrorEvent) => {
    event.preventDefault();
    failed(new Error(event.message || likelyCause(origin)));
  };
  worker.postMessage(settings);
  return { terminate: async () => worker.terminate() };
}

function workerOfText(): WebWorker {
  const address = URL.createObjectURL(new Blob([webWorkerProgram], { type: "text/javascript" }));
  // The address is read when the worker starts, which the caller waits for.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return new Worker(address, { name: "qkv" });
}

function workerOf(origin: WorkerOrigin): WebWorker {
  if (typeof origin !== "function") return new Worker(origin, { name: "qkv" });
  const worker = origin();
  if (typeof worker?.postMessage === "function") return worker;
  throw new Error(`worker() gave ${String(worker)}, expected a new Worker`);
}

/** Of a failure that browsers say nothing about. */
const likelyCause = (origin?: WorkerOrigin): string =>
  origin === undefined
    ? "the page's Content-Security-Policy must allow worker-src blob:, or name the file of the worker " +
      'by the option "worker"'
    : `${typeof origin === "function" ? "what worker() started" : `the file ${origin}`} could not be loaded, or is ` +
      "no JavaScript; expected dist/worker.js of @qkv/nn or @qkv/core-wasm, with the headers of the page";
