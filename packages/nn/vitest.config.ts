import { defineConfig } from "vitest/config";
import { softwareGpu } from "../../scripts/software-gpu.mjs";

export default defineConfig({
  test: {
    name: "@qkv/nn",
    env: softwareGpu,
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/device-under-test.ts"],
    testTimeout: 30_000,
  },
});
