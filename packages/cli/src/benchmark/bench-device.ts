import { availableParallelism } from "node:os";
import { type Device, init } from "@qkv/nn";

/** Something that is measured: a column of the table. */
export interface BenchDevice {
  /** What sets it apart, a line each. */
  readonly title: readonly string[];
  readonly device: Device;
  /** WASM, where weights can be read at once. */
  readonly host: Device;
  /** How many times the peak of one thread it could reach; undefined where that says nothing. */
  readonly threads: number | undefined;
  /** Milliseconds of a sample at least: much longer than it takes to see that the device is done. */
  readonly sampleMilliseconds: number;
  /** Resolves when all that the device was given is done. */
  readonly finish: () => Promise<void>;
  /** Why it is as it is: `device.info()` in words. */
  readonly choice: string;
  /** Whether `init({ threads })` gives this one. */
  readonly chosen: boolean;
}

/** How many threads the second column has, unless the user says. */
export const defaultThreads = (): number => availableParallelism();

/** WebAssembly in each build that this engine has on one thread, then the best build on several. */
export async function wasmDevices(threads: number): Promise<readonly BenchDevice[]> {
  const best = await init({ threads: 1 });
  const others = best.info().build === "simd" ? [] : [await init({ threads: 1, build: "simd" })];
  const threaded = threads > 1 ? [await init({ threads })] : [];
  return [...others, best, ...threaded].map((device, i, all) => ({
    ...described(device),
    chosen: i === all.length - 1,
  }));
}

function described(device: Device): Omit<BenchDevice, "chosen"> {
  const { build, tile, threads, reason } = device.info();
  const count = Number(threads);
  const words = `${count} ${count === 1 ? "thread" : "threads"}`;
  return {
    title: [`${device.name} ${build}`, words],
    device,
    host: device,
    threads: count,
    sampleMilliseconds: 1, // shorter than a time slice, or a busy machine would interrupt every sample
    finish: async () => {}, // computes before it returns
    choice: `${build} in ${tile} tiles, ${words}: ${reason}`,
  };
}
