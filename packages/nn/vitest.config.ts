import { defineConfig } from "vitest/config";
import { softwareGpuUnderTest } from "../../scripts/software-gpu.mjs";
import { tags } from "../../scripts/testing/parts.mjs";

export default defineConfig({
  test: {
    name: "@qkv/nn",
    tags,
    env: softwareGpuUnderTest,
    include: ["test/**/*.test.ts"],
    // One process takes many files, and keeps the modules that it has read: half of the time went into reading them.
    isolate: false,
    setupFiles: ["test/as-in-a-new-process.ts", "test/device-under-test.ts"],
    testTimeout: 120_000, // a hang is found all the same, and a busy machine is none
  },
});
