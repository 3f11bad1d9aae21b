import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runGolden } from "../run-golden.ts";

// What transformers' generate() makes of random options on the tiny models: generate-cases.py beside this file.
const golden = fileURLToPath(new URL("golden", import.meta.url));
const models = fileURLToPath(new URL("../families/golden", import.meta.url));
const count = (kind: string): number =>
  JSON.parse(readFileSync(join(golden, `${kind}.json`), "utf8")).cases.length;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "qkv-generation-"));
  symlinkSync(golden, join(folder, "generation"));
  symlinkSync(models, join(folder, "models"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("sequences, their scores, and what the first token is drawn from", async () => {
  const { code, lines } = await runGolden(folder, "--only", "^generation/");
  expect(lines.filter((line) => !line.startsWith("ok  ")).slice(0, -1)).toEqual([]);
  const all = count("sequences") + count("first_scores");
  expect(lines.at(-1)).toBe(`${all} passed, 0 failed, 0 skipped`);
  expect(code).toBe(0);
});
