import { rangeError } from "@qkv/core-wasm/contract";
import { defineProgram, variants } from "../commands/program.ts";
import type { KernelSet } from "../kernel-context.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";
import { nonFinite } from "../wgsl/non-finite.ts";

// An infinite end is left out, for WGSL may assume that there is none. NaN is asked for by its bits.
const program = variants((open: boolean, nan: boolean) =>
  defineProgram({
    name: "inRange",
    reads: { x: "f32" },
    writes: { y: "f32" },
    params: { elements: "u32", first: "f32", last: "f32" },
    checks: true,
    code:
      nonFinite +
      eachElement(
        { count: "elements" },
        `let value = x[i];
    let inside = value >= params.first${open ? "" : " && value <= params.last"};
    y[i] = value;
    if (select(inside, ${nan}, isNan(value))) { continue; }
    fault(i, bitcast<i32>(value));`,
      ),
  }),
);

/** The float32 of these bits, as a kernel reports what it found. */
const floatOf = (bits: number): number => new Float32Array(Int32Array.of(bits).buffer)[0]!;

export const inRangeKernels: KernelSet<"inRange"> = ({ run }) => ({
  inRange: ({ x }, { y }, _, attrs) => {
    const open = attrs.to === Infinity;
    const params = { elements: x.length, first: attrs.from, last: open ? 0 : attrs.to };
    run(program(open, attrs.nan), { x, y }, params, flatGrid(x.length), (position, bits) =>
      rangeError(attrs, position, floatOf(bits)),
    );
  },
});
