import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kernels } from "../../packages/core-wasm/src/contract/index.ts";
import { root } from "../repository.mjs";

const names = Object.keys(kernels);
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const forward = (name) => name.replace(/Backward$/, "");
const fileOf = (name) => `${kebab(name)}.ts`;

const contract = "packages/core-wasm/src/contract/kernels";
const assembly = "packages/core-wasm/assembly";
const launches = "packages/core-wasm/src/backend/kernels";
const gpu = "packages/gpu-webgpu/src/kernels";
const ops = "packages/nn/src/ops";

/** What only changes its operands has no gradient, and so no op: steps of optimisers, sums over many tensors. */
const hasOp = (name) => Object.keys(kernels[name].outputs).length > 0;
const homesOf = (name) => [contract, assembly, launches, gpu, ...(hasOp(name) ? [ops] : [])];

const textOf = (home, file) =>
  existsSync(join(root, home, file)) ? readFileSync(join(root, home, file), "utf8") : "";

describe("every kernel of the contract is found by its name", () => {
  test("the table is read", () => expect(names.length).toBeGreaterThan(25));

  test.each(names)("%s", (name) => {
    for (const home of homesOf(name)) {
      const file = fileOf(forward(name));
      expect(existsSync(join(root, home, file)), `${home}/${file}`).toBe(true);
    }
    // A gradient lies in the file of its kernel, or in one of its own beside it.
    for (const home of [contract, launches, gpu]) {
      const texts = [forward(name), name].map((one) => textOf(home, fileOf(one))).join("\n");
      expect(texts, `${home}: the file of ${name}`).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });
});

describe("what lies among the kernels is one", () => {
  const files = new Set(["index.ts", ...names.map(fileOf), ...names.map(forward).map(fileOf)]);

  test.each([launches, gpu])("%s", (home) => {
    expect(readdirSync(join(root, home)).filter((file) => !files.has(file))).toEqual([]);
  });

  test(`${contract}, or belongs to one: NAME-samples.ts`, () => {
    const isPart = (file) => names.some((name) => file.startsWith(`${kebab(name)}-`));
    const others = readdirSync(join(root, contract)).filter((file) => !files.has(file));
    expect(others.filter((file) => !isPart(file))).toEqual([]);
  });
});

test("CONTRIBUTING.md shows the sources as they are", () => {
  const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
  const blocks = [...page.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)];
  expect(blocks).toHaveLength(6);
  for (const [, path, code] of blocks)
    expect(code, path).toBe(readFileSync(join(root, path), "utf8"));
});
