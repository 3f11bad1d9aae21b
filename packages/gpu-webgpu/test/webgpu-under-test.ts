import { existsSync } from "node:fs";
import { type WebgpuOptions, webgpu } from "../src/index.ts";

// Debian's chromium brings a Vulkan driver that computes on the CPU; another can be named in the environment.
const softwareDriver = "/usr/lib/chromium/vk_swiftshader_icd.json";
if (!process.env.VK_DRIVER_FILES && existsSync(softwareDriver))
  process.env.VK_DRIVER_FILES = softwareDriver;

export const webgpuUnderTest = (options?: WebgpuOptions) => webgpu(options);
