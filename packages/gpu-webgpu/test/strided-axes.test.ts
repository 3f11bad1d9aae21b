import { describe, expect, it } from "vitest";
import { asStridedKernels } from "../src/kernels/as-strided.ts";
import { contextUnderTest } from "./launch-context-under-test.ts";

/** Strides 1, 2, 4, ... of axes of size 2: the dense order is the reverse, so that no two axes step as one. */
const reversed = (axes: number) => ({
  shape: [2 ** axes],
  size: new Array<number>(axes).fill(2),
  stride: Array.from({ length: axes }, (_, i) => 2 ** i),
  offset: 0,
});

describe("axes of asStridedBackward", async () => {
  const under = await contextUnderTest({ subgroups: true });
  const { asStridedBackward } = asStridedKernels(under.context);

  it("14 that step", async () => {
    const axes = 14;
    const dy = under.upload(Float32Array.from({ length: 2 ** axes }, (_, i) => i));
    const dx = under.empty(2 ** axes);
    const attrs = reversed(axes);
    asStridedBackward({ dy }, { dx }, { dy: attrs.size }, attrs);
    const values = await under.read(dx);
    for (const [at, value] of values.entries()) {
      const bits = at.toString(2).padStart(axes, "0").split("").reverse().join("");
      expect(value).toBe(Number.parseInt(bits, 2));
    }
    under.release(dy, dx);
  });

  it("no more than there are parameters for", () => {
    const dy = under.empty(1);
    const attrs = reversed(15);
    expect(() => asStridedBackward({ dy }, { dx: dy }, { dy: attrs.size }, attrs)).toThrow(
      "asStridedBackward: 15 axes that do not step as one, 0 of them with stride 0, expected at most 14 on WebGPU, " +
        "one with stride 0 counting half; do it in two steps",
    );
  });
});
