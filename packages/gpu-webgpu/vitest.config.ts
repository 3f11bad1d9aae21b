import { defineConfig } from "vitest/config";
import { softwareGpu } from "../../scripts/software-gpu.mjs";

export default defineConfig({
  test: {
    name: "@qkv/gpu-webgpu",
    env: softwareGpu,
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
