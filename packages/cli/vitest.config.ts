import { defineConfig } from "vitest/config";
import { softwareGpuUnderTest } from "../../scripts/software-gpu.mjs";
import { tags } from "../../scripts/testing/parts.mjs";

export default defineConfig({
  test: {
    name: "@qkv/cli",
    tags,
    env: softwareGpuUnderTest,
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000, // a hang is found all the same, and a busy machine is none
    hookTimeout: 120_000, // many of them train a model first
  },
});
