import { describe, expect, it } from "vitest";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import { randomInputs } from "../src/contract/conformance.ts";
import { compositionOf } from "../src/contract/conformance-compose.ts";
import { specOf } from "../src/contract/conformance-spec.ts";
import type { KernelName } from "../src/contract/index.ts";
import { availableBuilds, runKernel } from "./run-kernel.ts";

/** Kernels that add an operand or take sums in their own pass, in the order of the two passes. */
const fused = [
  ...(["layerNormBackward", "rmsNormBackward", "dropout"] as const),
  ...(["geluBackward", "reluBackward"] as const),
];

describe.each(availableBuilds)("the %s build", (build) => {
  const backend = createWasmBackend({ build });

  it.each(fused)("%s gives the bits of its composition", async (kernel: KernelName) => {
    const spec = specOf(kernel);
    let compared = 0;
    for (const [index, sample] of spec.samples.entries()) {
      const host = randomInputs(spec, sample, 1 + index);
      const composed = await compositionOf(spec, host, sample.shapes, sample.attrs, backend);
      if (!composed) continue;
      const shapes = sample.shapes as Readonly<Record<string, readonly number[]>>;
      const inputs = Object.fromEntries(
        Object.entries(host).map(([name, values]) => [
          name,
          { shape: shapes[name]!, values: values! },
        ]),
      );
      const { dbias, ...outputs } = runKernel(backend, kernel, inputs, sample.attrs);
      expect(Object.values(outputs)[0], `#${index}`).toEqual(Array.from(composed));
      const shape = inputs.dy?.shape ?? [];
      // A bias of one column is summed by sum as a row.
      if (kernel !== "layerNormBackward" && dbias && dbias.length > 1 && shape.length > 1) {
        const dims = [...shape.keys()].slice(0, -1);
        const x = { shape, values: composed };
        expect(dbias, `#${index}`).toEqual(
          runKernel(backend, "sum", { x }, { dims, keepDims: false }).y,
        );
      }
      compared++;
    }
    expect(compared).toBeGreaterThan(5);
  });
});
