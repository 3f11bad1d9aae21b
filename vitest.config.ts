import { defineConfig } from "vitest/config";
import SlowestFirst from "./scripts/testing/slowest-first.mjs";

export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    projects: [
      "packages/*",
      {
        test: {
          name: "repository",
          include: ["scripts/test/*.test.mjs"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
