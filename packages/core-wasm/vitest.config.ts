import { defineConfig } from "vitest/config";
import { tags } from "../../scripts/testing/parts.mjs";

export default defineConfig({
  test: {
    name: "@qkv/core-wasm",
    tags,
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000, // a hang is found all the same, and a busy machine is none
  },
});
