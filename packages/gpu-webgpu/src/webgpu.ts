import { OptionError, refuseUnknownOptions } from "@qkv/core-wasm/contract";
import { findGpu } from "./device/find-gpu.ts";
import type { PowerPreference } from "./device/platform-types.ts";
import { type DeviceLimits, requestDevice } from "./device/request-device.ts";
import type { TileForm } from "./matmul/tiles/tile-timing.ts";
import { WebgpuBackend } from "./webgpu-backend.ts";

/** Options of `webgpu`. */
export interface WebgpuOptions {
  /** Which adapter, where there are several; "high-performance" unless given. */
  readonly powerPreference?: PowerPreference;
  /** Use subgroup operations where the adapter has them; true unless given. */
  readonly subgroups?: boolean;
  /**
   * "adapter" (the default) asks for all that the adapter has. "default" asks for what WebGPU promises everywhere: 16 KiB
   * of workgroup memory, 8 buffers a kernel, 128 MiB a tensor, no optional feature; so that whoever has a large GPU sees
   * what a phone does.
   */
  readonly limits?: DeviceLimits;
  /**
   * How threads get at the operands of large products: "workgroup" reads workgroup memory only, "subgroup" has
   * neighbours exchange what they read; "auto" (the default) measures once a process which is faster, `info` says what
   * came of it. The results are the same to the bit.
   */
  readonly matmul?: TileForm | "auto";
  /**
   * Keep what is uploaded in the host's memory too, so that a lost device can be made anew with its weights
   * (`recovered()`); false unless given. Costs the size of the weights.
   */
  readonly keepHostCopy?: boolean;
}

const choices: Readonly<Record<keyof WebgpuOptions, readonly unknown[]>> = {
  powerPreference: ["high-performance", "low-power"],
  subgroups: [true, false],
  limits: ["adapter", "default"],
  matmul: ["auto", "workgroup", "subgroup"],
  keepHostCopy: [true, false],
};

const optionNames = new Set(Object.keys(choices));

const shared = new Map<string, Promise<WebgpuBackend>>();

/**
 * A WebGPU device with every kernel of the contract: `await init({ device: await webgpu() })`. In browsers it is the
 * page's own WebGPU, in Node Dawn from the package `webgpu`.
 *
 * Called again with the same options it gives the same device, and `dispose()` takes effect when everybody who got it
 * has called it: whoever is done with one model does not take the device from another.
 *
 * @throws WebgpuUnavailableError when there is no WebGPU or no adapter, or matmul is "subgroup" and the adapter has no
 * subgroups; the message says what to do.
 */
export async function webgpu(options: WebgpuOptions = {}): Promise<WebgpuBackend> {
  expectOptions(options);
  const {
    powerPreference = "high-performance",
    subgroups = true,
    limits = "adapter",
    matmul = "auto",
    keepHostCopy = false,
  } = options;
  const key = `${powerPreference} ${subgroups} ${limits} ${matmul} ${keepHostCopy}`;
  const request = async () =>
    requestDevice(await findGpu(), { powerPreference, subgroups, limits });
  for (;;) {
    const existing = shared.get(key);
    if (!existing) break;
    // A failure is told to those who asked for this device; it is forgotten already.
    const backend = await existing;
    if (backend.share()) return backend;
    // Lost or disposed of; whoever comes here first makes the next one.
    if (shared.get(key) === existing) shared.delete(key);
  }
  const made = WebgpuBackend.create({ request, keepHostCopy, matmul });
  shared.set(key, made);
  made.catch(() => shared.delete(key));
  return made;
}

function expectOptions(options: WebgpuOptions): void {
  refuseUnknownOptions("webgpu", options, optionNames);
  for (const [option, value] of Object.entries(options)) {
    const expected = choices[option as keyof WebgpuOptions];
    if (value !== undefined && !expected.includes(value))
      throw new OptionError(
        `webgpu: ${option} is ${JSON.stringify(value)}, expected ${inWords(expected)}`,
      );
  }
}

/** "a", "b" or "c". */
const inWords = (values: readonly unknown[]): string => {
  const words = values.map((value) => JSON.stringify(value));
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
};
