import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { afterAll, expect, test } from "vitest";
import { folderWithText, jsonLines, newFolder, qkv } from "./run-qkv.ts";

const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Large enough that products, attention and the optimiser are cut into parts.
const size = ["--layers", "1", "--heads", "4", "--d-model", "128", "--context", "64"];
const run = ["--batch", "8", "--steps", "4", "--seed", "3", "--json"];

test("--threads 2 gives the losses of one thread, says so, and ends by itself", async (ctx) => {
  if (availableParallelism() < 2) ctx.skip("needs two cores");
  folderWithText(folder);
  const command = ["train", "--data", "text.txt", ...size, ...run];
  const [one, two] = await Promise.all([
    qkv([...command, "--out", "one"], { cwd: folder }),
    qkv([...command, "--out", "two", "--threads", "2"], { cwd: folder }),
  ]);
  const auto = await qkv([...command, "--out", "auto", "--threads", "auto"], { cwd: folder });
  expect(auto.code).toBe(0);
  expect(auto.stderr).toContain(`, ${availableParallelism()} threads\n`);
  expect(one.code).toBe(0);
  expect(two.code).toBe(0);
  expect(one.stderr).toMatch(/device +wasm, (relaxed-)?simd in [46]x8 tiles, 1 thread\n/);
  expect(two.stderr).toMatch(/device +wasm, (relaxed-)?simd in [46]x8 tiles, 2 threads\n/);
  const losses = jsonLines(two.stdout).map(({ loss }) => loss);
  expect(losses).toHaveLength(4);
  expect(losses).toEqual(jsonLines(one.stdout).map(({ loss }) => loss));
});
