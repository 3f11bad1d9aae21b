import { binaryLaunch } from "../elementwise/binary.ts";
import type { KernelSet } from "../kernel-context.ts";
import { divide } from "../wgsl/divide.ts";

const div = binaryLaunch(
  "div",
  "vec4f(divide(a.x, b.x), divide(a.y, b.y), divide(a.z, b.z), divide(a.w, b.w))",
  divide,
);

export const divKernels: KernelSet<"div"> = (context) => ({ div: div(context) });
