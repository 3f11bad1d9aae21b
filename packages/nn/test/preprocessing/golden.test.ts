import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runGolden } from "../run-golden.ts";

// What transformers, Pillow and libsndfile make of random sounds and pictures: generate-cases.py beside this file.
test("sounds, waves, pictures, resizes and processors are those of the reference", async () => {
  const { code, lines } = await runGolden(fileURLToPath(new URL("golden", import.meta.url)));
  expect(lines.filter((line) => !line.startsWith("ok  ")).slice(0, -1)).toEqual([]);
  expect(lines.at(-1)).toBe("101 passed, 0 failed, 0 skipped");
  expect(code).toBe(0);
});
