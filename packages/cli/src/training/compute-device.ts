import { availableParallelism } from "node:os";
import { defaultDevice, init } from "@qkv/nn";
import { UsageError } from "../failures/command-error.ts";

/** Make everything on a device with so many threads. */
export async function useThreads(threads = 1): Promise<void> {
  expectThreads(threads);
  await init({ threads });
}

/** Refuse more threads than this machine has cores. */
export function expectThreads(threads: number): void {
  const cores = availableParallelism();
  if (threads > cores)
    throw new UsageError(
      `--threads is ${threads}, but this machine offers ${cores} ` +
        `${cores === 1 ? "core" : "cores"}; expected at most ${cores}`,
    );
}

/** What computes: "wasm, relaxed-simd in 6x8 tiles, 2 threads". */
export function describeDevice(): string {
  const device = defaultDevice();
  const { build, tile, threads } = device.info();
  return `${device.name}, ${build} in ${tile} tiles, ${threads} ${threads === 1 ? "thread" : "threads"}`;
}
