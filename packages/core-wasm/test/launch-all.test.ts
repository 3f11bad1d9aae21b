import { describe, expect, it } from "vitest";
import { createThreadedWasmBackend } from "../src/backend/threads/threaded-backend.ts";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import { changedBy, jointUses } from "../src/contract/conformance-launch-all.ts";
import { specOf } from "../src/contract/conformance-spec.ts";
import type { Backend, KernelName } from "../src/contract/index.ts";
import { availableBuilds } from "./run-kernel.ts";

const joint = Object.keys(createWasmBackend().launchAll!) as KernelName[];

it("many sets of operands at once are for optimisers, norms, clipping and averages", () => {
  expect(joint.sort()).toEqual([
    "accumulateSquares",
    "adagradStep",
    "adamStep",
    "clipGradient",
    "clipGradientValue",
    "lerp",
    "lionStep",
    "rmspropStep",
    "sgdStep",
  ]);
});

type Together = (inputs: object, attrs: object) => void;

const together = (backend: Backend, kernel: KernelName, uses: ReturnType<typeof jointUses>[0]) => {
  const launchAll = (backend.launchAll as Record<string, Together>)[kernel]!;
  return changedBy(specOf(kernel), uses, backend, (inputs) => launchAll(inputs, uses.attrs));
};

describe.each(availableBuilds)("many sets of operands on threads, %s build", (build) => {
  // Parts of one unit, and of thousands of elements.
  it.each([1e-4, 0.1])("give the bits of one thread, grain %f", async (grain) => {
    const one = createWasmBackend({ build });
    for (const threads of [2, 3]) {
      const threaded = await createThreadedWasmBackend({ threads, build, grain, guarded: true });
      for (const kernel of joint) {
        for (const uses of jointUses(specOf(kernel)).slice(0, 4))
          expect(await together(threaded, kernel, uses), `${kernel} ${uses.name}`).toEqual(
            await together(one, kernel, uses),
          );
      }
      await threaded.dispose!();
    }
  });
});
