import type { JointKernelSet } from "../kernel-context.ts";
import { jointReduction } from "../reductions/joint-reduction.ts";

const magnitudes = jointReduction({
  name: "accumulateMagnitudes",
  identity: "0.0",
  combine: "sum",
  mapped: "abs(x)",
});

export const accumulateMagnitudesKernels: JointKernelSet<"accumulateMagnitudes"> = (context) => ({
  accumulateMagnitudes: ({ x, total }) => magnitudes(context, x, total),
});
