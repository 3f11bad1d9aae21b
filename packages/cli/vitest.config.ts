import { defineConfig } from "vitest/config";
import { softwareGpuUnderTest } from "../../scripts/software-gpu.mjs";
import { tags } from "../../scripts/testing/parts.mjs";

export default defineConfig({
  test: {
    name: "@qkv/cli",
    tags,
    env: softwareGpuUnderTest,
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000, // many of them train a model first
  },
});
