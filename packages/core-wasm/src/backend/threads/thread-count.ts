import { inNode, nodeCores } from "./node-modules.ts";

/** More threads than any machine has cores for. */
const MOST_THREADS = 256;

/** Throw unless it is a number of threads, or "auto". */
export function expectThreads(threads: number | "auto"): void {
  if (threads === "auto") return;
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return;
  throw new Error(
    `threads is ${typeof threads === "string" ? JSON.stringify(threads) : String(threads)}, expected "auto" or an integer from 1 to ${MOST_THREADS}`,
  );
}

/** The cores here, and what stands in the way of more than one thread. */
export async function possibleThreads(): Promise<{ cores: number; obstacle?: string }> {
  if (inNode()) return { cores: Math.min(MOST_THREADS, await nodeCores()) };
  if (typeof Worker === "undefined")
    return {
      cores: 1,
      obstacle:
        "there are no workers to be had here: a service worker, or a worklet, may start none; compute in the page or " +
        "in a Web Worker instead",
    };
  if (!globalThis.crossOriginIsolated)
    return {
      cores: 1,
      obstacle:
        "this page is not cross-origin isolated, so that threads cannot share memory; serve it with the headers " +
        '"Cross-Origin-Opener-Policy: same-origin" and "Cross-Origin-Embedder-Policy: require-corp"',
    };
  return { cores: Math.min(MOST_THREADS, navigator.hardwareConcurrency || 1) };
}
