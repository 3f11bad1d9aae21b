import { resolveObjectURL } from "node:buffer";
import { Worker as NodeWorker } from "node:worker_threads";

const prelude = `
const { parentPort } = require("node:worker_threads");
globalThis.self = globalThis;
globalThis.postMessage = (message) => parentPort.postMessage(message);
parentPort.on("message", (data) => self.onmessage({ data }));
`;

/** A Web Worker from a blob's address, on Node's threads: what jax-js starts its threads with. */
class BlobWorker {
  #waiting = [];
  #worker;

  constructor(url) {
    this.#start(String(url)).catch((error) => this.onerror?.(error));
  }

  async #start(url) {
    const source = await resolveObjectURL(url).text();
    this.#worker = new NodeWorker(prelude + source, { eval: true });
    this.#worker.on("message", (data) => this.onmessage?.({ data }));
    this.#worker.on("error", (error) => this.onerror?.(error));
    this.#worker.unref();
    for (const message of this.#waiting) this.#worker.postMessage(message);
  }

  postMessage(message) {
    if (this.#worker) this.#worker.postMessage(message);
    else this.#waiting.push(message);
  }
}

/** What `new Worker` means where jax-js (blobs) and ONNX Runtime (files, Node's own kind) share a process. */
export function EitherWorker(url, options) {
  return String(url).startsWith("blob:") ? new BlobWorker(url) : new NodeWorker(url, options);
}
