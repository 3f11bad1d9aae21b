import { binaryLaunch } from "../elementwise/binary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { smaller } from "../wgsl/max-min.ts";
import { nonFinite } from "../wgsl/non-finite.ts";

const minimum = binaryLaunch(
  "minimum",
  "vec4f(smaller(a.x, b.x), smaller(a.y, b.y), smaller(a.z, b.z), smaller(a.w, b.w))",
  nonFinite + smaller,
);

export const minimumKernels: KernelSet<"minimum"> = (context) => ({ minimum: minimum(context) });
