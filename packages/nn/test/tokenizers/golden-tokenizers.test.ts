import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runGolden } from "../run-golden.ts";

// What Hugging Face's tokenizers makes of texts with eight random combinations of components: golden/generate.py.
const directory = fileURLToPath(new URL("golden", import.meta.url));

test("every stage of a tokenizer.json gives the reference's ids, tokens and offsets", async () => {
  const { code, lines } = await runGolden(directory);
  expect(lines.filter((line) => !line.startsWith("ok  ")).slice(0, -1)).toEqual([]);
  expect(lines.at(-1)).toMatch(/^\d{3} passed, 0 failed, 0 skipped$/);
  expect(code).toBe(0);
});
