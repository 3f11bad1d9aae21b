import { defineConfig } from "vitest/config";
import { tags } from "../../scripts/testing/parts.mjs";

export default defineConfig({
  test: {
    name: "@qkv/web-demo",
    tags,
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/browser/start-browser.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
