import { existsSync } from "node:fs";

// Debian's chromium brings a Vulkan driver that computes on the CPU.
const driver = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** The environment in which WebGPU in Node finds a driver, on machines without a GPU; another may be named outside. */
export const softwareGpu =
  process.env.VK_DRIVER_FILES || !existsSync(driver) ? {} : { VK_DRIVER_FILES: driver };

const patience = new URL("testing/patient-polling.mjs", import.meta.url).href;
const { VK_DRIVER_FILES = "", NODE_OPTIONS = "" } = { ...process.env, ...softwareGpu };

/** The same for tests: who waits for such a driver leaves it the processor that it computes on. */
export const softwareGpuUnderTest = VK_DRIVER_FILES.includes("swiftshader")
  ? { ...softwareGpu, NODE_OPTIONS: `${NODE_OPTIONS} --import=${patience}`.trim() }
  : softwareGpu;
