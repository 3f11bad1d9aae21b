import { existsSync } from "node:fs";

// Debian's chromium brings a Vulkan driver that computes on the CPU.
const driver = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** The environment in which WebGPU in Node finds a driver, on machines without a GPU; another may be named outside. */
export const softwareGpu =
  process.env.VK_DRIVER_FILES || !existsSync(driver) ? {} : { VK_DRIVER_FILES: driver };
