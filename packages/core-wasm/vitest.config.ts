import { defineConfig } from "vitest/config";
import { tags } from "../../scripts/testing/parts.mjs";

export default defineConfig({
  test: {
    name: "@qkv/core-wasm",
    tags,
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
  },
});
