import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../repository.mjs";

const table = readFileSync(join(root, "packages/core-wasm/src/contract/kernels/index.ts"), "utf8");
const kernels = [...table.matchAll(/export \{ ([\w, ]+) \}/g)].flatMap(([, names]) =>
  names.split(", "),
);
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A gradient lies in the file of its kernel, or in one of its own beside it. */
const forward = (name) => name.replace(/Backward$/, "");
const opsOf = readFileSync(join(root, "packages/nn/src/ops/index.ts"), "utf8");

describe("every kernel of the contract is found by its name", () => {
  test("the table is read", () => expect(kernels.length).toBeGreaterThan(25));

  test.each(kernels)("%s", (name) => {
    const file = `${kebab(forward(name))}.ts`;
    const places = [
      "packages/core-wasm/src/contract/kernels",
      "packages/core-wasm/assembly",
      "packages/core-wasm/src/backend/kernels",
    ];
    if (opsOf.includes(`  ${forward(name)}: `)) places.push("packages/nn/src/ops");
    for (const place of places)
      expect(existsSync(join(root, place, file)), `${place}/${file}`).toBe(true);
  });
});

test("CONTRIBUTING.md shows the sources as they are", () => {
  const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
  const blocks = [...page.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)];
  expect(blocks).toHaveLength(4);
  for (const [, path, code] of blocks)
    expect(code, path).toBe(readFileSync(join(root, path), "utf8"));
});
