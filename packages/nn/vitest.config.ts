import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "@qkv/nn",
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/device-under-test.ts"],
    testTimeout: 30_000,
  },
});
