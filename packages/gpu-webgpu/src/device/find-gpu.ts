import { WebgpuUnavailableError } from "./errors.ts";

// Dawn crashes when the object that its `create` made is collected while a device lives, and when a process makes two.
const instance = Symbol.for("qkv.webgpu.instance");
type Holder = { [instance]?: GPU };

/** The entry to WebGPU: the browser's, or Dawn's from the package `webgpu` in Node. */
export async function findGpu(): Promise<GPU> {
  const provided = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (provided) return provided;
  if (typeof process === "undefined" || !process.versions?.node)
    throw new WebgpuUnavailableError(
      "webgpu: this browser has no WebGPU, or the page is not served over https or from localhost",
    );
  const holder = globalThis as Holder;
  holder[instance] ??= await createDawn();
  return holder[instance];
}

async function createDawn(): Promise<GPU> {
  const name: string = "webgpu"; // not a literal: bundlers for browsers must not look for it
  try {
    const { create } = (await import(/* @vite-ignore */ name)) as {
      create(flags: readonly string[]): GPU;
    };
    // Without it timestamps are multiples of 65 microseconds.
    return create(["disable-dawn-features=timestamp_quantization"]);
  } catch (error) {
    throw new WebgpuUnavailableError(
      "webgpu: Node has no WebGPU of its own, and the package `webgpu` could not be loaded; " +
        `npm install webgpu (and on Linux the Vulkan loader, apt install libvulkan1): ${String(error)}`,
      { cause: error },
    );
  }
}
