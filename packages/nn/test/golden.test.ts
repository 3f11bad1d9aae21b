import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runGolden } from "./run-golden.ts";

// PyTorch's values: test/golden/generate.py made them, cut.mjs left out the largest.
const directory = fileURLToPath(new URL("golden", import.meta.url));
const groups = ["ops", "modules", "optim", "training"];

const names = groups.flatMap((group) => {
  const book: { cases: { name: string }[] } = JSON.parse(
    readFileSync(`${directory}/${group}.json`, "utf8"),
  );
  return book.cases.map(({ name }) => `${group}/${name}`);
});
names.push("bleu/sacrebleu");

describe.each(["wasm", "reference"])("the golden values on %s", (device) => {
  test("every case passes", async () => {
    const { code, lines } = await runGolden(directory, "--device", device);
    expect(lines.filter((line) => !line.startsWith("ok  ")).slice(0, -1)).toEqual([]);
    expect(lines.at(-1)).toBe(`${names.length} passed, 0 failed, 0 skipped`);
    expect(lines.slice(0, -1).map((line) => line.split(/ {2,}/)[1])).toEqual(names);
    expect(code).toBe(0);
  });
});
