import { readdirSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { instantiateKernels } from "../src/backend/instantiate-kernels.ts";
import { chooseBuild } from "../src/backend/kernel-build.ts";
import { nameArguments } from "../src/backend/name-arguments.generated.ts";
import { kernels, oracles } from "../src/contract/index.ts";
import { availableBuilds } from "./run-kernel.ts";

// What a missing row of a table would leave out without the compiler noticing.

const folder = new URL("../src/contract/kernels/", import.meta.url);
const files = readdirSync(folder).filter((file) => file !== "index.ts");

test.each(files)("every kernel that %s defines is in the contract", async (file) => {
  const exported: Record<string, unknown> = await import(new URL(file, folder).href);
  for (const [name, value] of Object.entries(exported))
    if (typeof value === "object" && value !== null && "shapes" in value && "flops" in value) {
      expect(kernels, `export ${name} in contract/kernels/index.ts`).toHaveProperty(name, value);
      const oracle = exported[`${name}Oracle`];
      expect(oracles, `${name} in contract/oracles.ts`).toHaveProperty(name, oracle);
    }
});

describe.each(availableBuilds)("the %s build", (build) => {
  it("exports the functions that TypeScript knows, with as many parameters", () => {
    const { module, tile } = chooseBuild(build);
    const functions = instantiateKernels(module, memory(), tile);
    const lengths = (of: object) =>
      Object.fromEntries(Object.entries(of).map(([name, { length }]) => [name, length]));
    expect(lengths(functions)).toEqual(lengths(nameArguments));
  });
});

const memory = () => new WebAssembly.Memory({ initial: 16, maximum: 65536 });
