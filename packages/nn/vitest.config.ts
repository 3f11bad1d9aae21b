import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "@qkv/nn",
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
  },
});
