import { defineConfig } from "vitest/config";
import { softwareGpu } from "../../scripts/software-gpu.mjs";

export default defineConfig({
  test: {
    name: "@qkv/cli",
    env: softwareGpu,
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000, // many of them train a model first
  },
});
