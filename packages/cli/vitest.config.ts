import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "@qkv/cli",
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
  },
});
