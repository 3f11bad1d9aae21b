import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "@qkv/web-demo",
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/browser/start-browser.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
