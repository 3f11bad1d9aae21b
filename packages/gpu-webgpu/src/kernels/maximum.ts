import { binaryLaunch } from "../elementwise/binary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { larger } from "../wgsl/max-min.ts";
import { nonFinite } from "../wgsl/non-finite.ts";

const maximum = binaryLaunch(
  "maximum",
  "vec4f(larger(a.x, b.x), larger(a.y, b.y), larger(a.z, b.z), larger(a.w, b.w))",
  nonFinite + larger,
);

export const maximumKernels: KernelSet<"maximum"> = (context) => ({ maximum: maximum(context) });
