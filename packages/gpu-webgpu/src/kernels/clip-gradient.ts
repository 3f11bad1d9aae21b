import { multiTensorProgram } from "../elementwise/multi-tensor-program.ts";
import type { JointKernelSet } from "../kernel-context.ts";

// A gradient that is short enough is not touched; a norm of NaN makes all of it NaN, as in PyTorch.
const clipGradient = multiTensorProgram({
  name: "clipGradient",
  common: { norm: "f32" },
  writes: ["gradient"],
  params: { maxNorm: "f32" },
  before: `let factor = params.maxNorm / (norm[0] + 1e-6);
  if (factor >= 1.0) { return; }`,
  each: "gradient[i] *= factor;",
});

export const clipGradientKernels: JointKernelSet<"clipGradient"> = (context) => ({
  clipGradient: ({ gradient, norm }, { maxNorm }) =>
    clipGradient.run(context, { gradient }, { norm }, { maxNorm }),
});
