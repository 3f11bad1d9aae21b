import { availableParallelism } from "node:os";
import { UsageError } from "../failures/command-error.ts";

/** Refuse more threads than this machine has cores. */
export function expectThreads(threads: number): void {
  const cores = availableParallelism();
  if (threads > cores)
    throw new UsageError(
      `--threads is ${threads}, but this machine offers ${cores} ` +
        `${cores === 1 ? "core" : "cores"}; expected at most ${cores}`,
    );
}

/** Refuse threads for a device that has none. */
export function refuseThreads(threads: number | undefined, device: string): void {
  if (threads === undefined) return;
  throw new UsageError(
    `--threads is ${threads}, but --device is ${device}, and only WASM computes in threads; leave one of them out`,
  );
}
