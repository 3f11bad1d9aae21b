import type { Backend } from "@qkv/core-wasm/contract";
import { defineOptions, type Given } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { anything, flag, oneOf } from "../options/fields.ts";
import type { Device } from "../tensor/device.ts";
import { chosenDevice, setDefaultDevice } from "./default-device.ts";
import { deviceOf } from "./device-of.ts";
import { type BuildName, type WorkerOrigin, wasmDevice } from "./wasm-devices.ts";
import { GpuMissingError, webgpuDevice } from "./webgpu-device.ts";

const builds: readonly (BuildName | "auto")[] = ["auto", "simd", "relaxed-simd"];

const initOptions = defineOptions(
  "init",
  {
    /**
     * "wasm" unless given; "webgpu" by the optional package @qkv/gpu-webgpu; "auto": WebGPU where there is the package and
     * a GPU, else WASM, and `device.info().choice` says why. Or a device, or a backend such as `await webgpu()`.
     */
    device: anything<"wasm" | "webgpu" | "auto" | Backend | Device>({ default: "wasm" }),
    /** How many threads of WASM compute, this one included, at most as many as there are cores; 1 unless given, "auto" for all. */
    threads: anything<number | "auto">({ optional: true }),
    /**
     * Which build of the kernels: "simd" gives the same bits on every machine, "relaxed-simd" is faster and gives
     * the same bits on the same machine; "auto" (the default) is the fastest that the engine has.
     */
    build: oneOf(builds, { optional: true }),
    /**
     * Keep a second copy of every weight that inference has multiplied by, in the order in which it is read: generation is
     * up to twice as fast. It takes as much memory as the weights and is freed when they change or are disposed of;
     * false does without. true unless given.
     */
    prepack: flag({ optional: true }),
    /**
     * Of threads in a page whose Content-Security-Policy allows no blob: workers: the address at which the page serves
     * `dist/worker.js` of this package, or a function that starts a worker which runs it.
     */
    worker: anything<WorkerOrigin>({ optional: true }),
  },
  {
    check({ device, threads, build, prepack, worker }) {
      if (
        threads !== undefined &&
        threads !== "auto" &&
        !(Number.isSafeInteger(threads) && threads >= 1)
      )
        return `threads is ${describeValue(threads)}, expected "auto" or an integer from 1`;
      const ofWasm = threads !== undefined || build !== undefined || prepack !== undefined;
      if (ofWasm && device !== "wasm" && device !== "auto")
        return "threads, build and prepack are options of the WASM device, expected them without another device";
      if (worker !== undefined && (threads === undefined || threads === 1))
        return 'worker is given, expected threads above 1, or "auto"';
      return undefined;
    },
  },
);

/** Which device is to be the default one, with how many threads and which build; all may be left out. */
export type InitOptions = Given<typeof initOptions>;

let last: Promise<unknown> = Promise.resolve();

/**
 * Make another device the default: WASM with threads, WebGPU, or the device given. Optional: without it WASM on one thread
 * is made on first use. The same options give the same device, so that models made before go on; tensors of two
 * devices do not mix, and a model goes over with `await model.to(device)`. Threads change nothing in the results, to the bit.
 *
 * The device that was the default keeps its tensors. Its threads end, until something large is computed on it again.
 * `device.dispose()` ends threads, or gives the GPU back; neither keeps a Node process alive. Calls that overlap take
 * effect in their order.
 *
 * In a browser, threads need a page that is cross-origin isolated, and a policy that allows blob: workers or a `worker`.
 *
 * @throws OptionError for an option that is unknown or wrong, GpuMissingError where "webgpu" is not to be had
 */
export function init(options: InitOptions = {}): Promise<Device> {
  const made = last.then(() => choose(options));
  last = made.catch(() => {});
  return made;
}

async function choose(options: InitOptions): Promise<Device> {
  const chosen = initOptions.complete(options);
  const { device, threads = 1, build = "auto", prepack = true, worker } = chosen;
  const wasm = (): Promise<Device> => wasmDevice({ threads, build, prepack, worker });
  const made =
    device === "wasm"
      ? await wasm()
      : device === "webgpu"
        ? await webgpuDevice()
        : device === "auto"
          ? await automatic(wasm)
          : deviceOf(device, "init");
  await made.backend.resume?.();
  const before = chosenDevice();
  setDefaultDevice(made);
  if (before && before !== made) await before.backend.rest?.();
  return made;
}

/** The GPU, or what `wasm` gives where there is none; a driver that computes on the CPU is slower than WASM there. */
async function automatic(wasm: () => Promise<Device>): Promise<Device> {
  try {
    const gpu = await webgpuDevice();
    const { software, adapter } = gpu.info();
    if (software !== true) return gpu.note({ choice: `"auto" took webgpu: ${adapter}` });
    if (gpu.memory().buffers === 0) await gpu.dispose();
    return (await wasm()).note({
      choice: `"auto" took wasm: the only adapter of WebGPU, ${adapter}, computes on the CPU`,
    });
  } catch (error) {
    if (!(error instanceof GpuMissingError)) throw error;
    return (await wasm()).note({ choice: `"auto" took wasm: ${error.message}` });
  }
}
