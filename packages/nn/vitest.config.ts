import { defineConfig } from "vitest/config";
import { softwareGpuUnderTest } from "../../scripts/software-gpu.mjs";
import { tags } from "../../scripts/testing/parts.mjs";

export default defineConfig({
  test: {
    name: "@qkv/nn",
    tags,
    env: softwareGpuUnderTest,
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/device-under-test.ts"],
    testTimeout: 30_000,
  },
});
