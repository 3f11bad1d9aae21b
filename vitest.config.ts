import { defineConfig } from "vitest/config";
import { tags } from "./scripts/testing/parts.mjs";
import SlowestFirst from "./scripts/testing/slowest-first.mjs";

export default defineConfig({
  test: {
    tags,
    sequence: { sequencer: SlowestFirst },
    projects: [
      "packages/*",
      {
        test: {
          name: "repository",
          tags,
          include: ["scripts/test/*.test.mjs"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
