import { WebgpuUnavailableError } from "./errors.ts";

// Dawn crashes when the object that its `create` made is collected while a device lives, and when a process makes two.
const instance = Symbol.for("qkv.webgpu.instance");
type Holder = { [instance]?: GPU };

export const inNode = (): boolean =>
  typeof process !== "undefined" && process.versions?.node !== undefined;

/** The entry to WebGPU: the browser's, or Dawn's from the package `webgpu` in Node. */
export async function findGpu(): Promise<GPU> {
  const provided = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (provided) return provided;
  if (!inNode())
    throw new WebgpuUnavailableError(
      "webgpu: this browser has no WebGPU, or the page is not served over https or from localhost",
    );
  const holder = globalThis as Holder;
  holder[instance] ??= await createDawn();
  return holder[instance];
}

/** Features of Dawn to do without. */
function unwanted(): readonly string[] {
  const quantized = "timestamp_quantization"; // timestamps would be multiples of 65 microseconds
  // SwiftShader, a driver for CPUs, compiles one store for each word that the extension clears: seconds a kernel.
  const clearing = "use_vulkan_zero_initialize_workgroup_memory_extension";
  const { VK_DRIVER_FILES: driver = "" } = process.env;
  return driver.includes("swiftshader") ? [quantized, clearing] : [quantized];
}

async function createDawn(): Promise<GPU> {
  const name: string = "webgpu"; // not a literal: bundlers for browsers must not look for it
  try {
    const { create } = (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as {
      create(flags: readonly string[]): GPU;
    };
    return create([`disable-dawn-features=${unwanted().join(",")}`]);
  } catch (error) {
    throw new WebgpuUnavailableError(
      "webgpu: Node has no WebGPU of its own, and the package `webgpu` could not be loaded; " +
        `npm install webgpu (and on Linux the Vulkan loader, apt install libvulkan1): ${String(error)}`,
      { cause: error },
    );
  }
}
