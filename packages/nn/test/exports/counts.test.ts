import { describe, expect, test } from "vitest";
import { inBothParts } from "../../../../scripts/testing/parts.mjs";
import { callOf } from "./call.ts";
import { exportedCallables } from "./callables.ts";
import { sampleArguments } from "./sample-arguments.ts";

/** Numbers of constructors that are no counts: axes, which may be negative, and a fraction. */
const others = new Set(["dim", "startDim", "endDim", "p"]);

/** Every number that a module's constructor takes: sizes, heads, layers, groups, kernels. */
const counts = exportedCallables()
  .filter(
    ({ entry, name }) =>
      entry !== "@qkv/nn/node" && name.startsWith("new ") && !name.endsWith("Error"),
  )
  .flatMap((callable) =>
    callable.parameters.flatMap(({ name, type }, index) =>
      ["number", "Pair", "number | Shape"].includes(type) && !others.has(name)
        ? [{ callable, index, what: `${callable.name}(${name})`, name }]
        : [],
    ),
  );

test("the walk meets the counts of all modules", () => {
  const met = counts.map(({ what }) => what);
  for (const known of ["MultiheadAttention(numHeads)", "Linear(inFeatures)", "Conv2d(kernelSize)"])
    expect(met).toContain(`new ${known}`);
  expect(met.length).toBeGreaterThan(25);
});

const wrong = [2.5, -2, Number.NaN, Number.POSITIVE_INFINITY, "2", null, true, 2n, {}, [2.5]];

describe("a constructor refuses what is no count, by the argument's name", () => {
  for (const [part, some] of inBothParts(counts, 40))
    test.each(some)("$what", part, async ({ callable, index, name }) => {
      const call = await callOf(callable);
      for (const value of wrong) {
        const given = await sampleArguments(callable);
        given[index] = value;
        await expect(async () => call(...given), String(value)).rejects.toThrow(
          new RegExp(`(${name}|window) (is|are|has)|seed is`),
        );
      }
    });
});

test.each([-0.1, 1.5, Number.NaN, "0.5", null])("a probability refuses %s", async (p) => {
  for (const callable of exportedCallables().filter(({ entry }) => entry.startsWith("@qkv/nn"))) {
    const index = callable.parameters.findIndex(
      ({ name, type }) => name === "p" && type === "number",
    );
    if (index < 0) continue;
    const given = await sampleArguments(callable);
    given[index] = p;
    const call = await callOf(callable);
    await expect(async () => call(...given), callable.name).rejects.toThrow(/p is/);
  }
});
