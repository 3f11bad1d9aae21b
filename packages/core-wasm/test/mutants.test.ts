import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mutants } from "../mutants/mutants.mjs";
import { kernels } from "../src/contract/index.ts";

// mutants/run.mjs shows that the faults are noticed; here is what a change of the assembly may break at once.

test.each(mutants)("$kernel: $fault finds its place in $file", ({ file, find, replace }) => {
  const source = readFileSync(new URL(`../assembly/${file}`, import.meta.url), "utf8");
  expect(source.split(find)).toHaveLength(2);
  expect(replace).not.toBe(find);
});

test("every kernel has a mutant", () => {
  const known = new Set(mutants.map(({ kernel }) => kernel));
  expect(Object.keys(kernels).filter((kernel) => !known.has(kernel))).toEqual([]);
});
