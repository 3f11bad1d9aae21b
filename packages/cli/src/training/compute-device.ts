import { availableParallelism } from "node:os";
import { type Device, init } from "@qkv/nn";
import { UsageError } from "../failures/command-error.ts";

/** The device that everything is made on, with so many threads. */
export async function useThreads(threads = 1): Promise<Device> {
  const cores = availableParallelism();
  if (threads > cores)
    throw new UsageError(
      `--threads is ${threads}, but this machine offers ${cores} ` +
        `${cores === 1 ? "core" : "cores"}; expected at most ${cores}`,
    );
  return init({ threads });
}

/** What computes: "wasm, relaxed-simd in 6x8 tiles, 2 threads". */
export function describeDevice(device: Device): string {
  const { build, tile, threads } = device.info();
  return `${device.name}, ${build} in ${tile} tiles, ${threads} ${threads === 1 ? "thread" : "threads"}`;
}
