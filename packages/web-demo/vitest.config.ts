import { defineConfig } from "vitest/config";
import { tags } from "../../scripts/testing/parts.mjs";

export default defineConfig({
  test: {
    name: "@qkv/web-demo",
    tags,
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/browser/start-browser.ts"],
    // On a machine that is busy with other things a page takes many times as long; what fails says so late, that is all.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
