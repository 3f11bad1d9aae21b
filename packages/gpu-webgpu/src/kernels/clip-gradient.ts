import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import type { KernelSet } from "../kernel-context.ts";

// A gradient that is short enough is not touched; a norm of NaN makes all of it NaN, as in PyTorch.
const clipGradient = flatProgram({
  name: "clipGradient",
  reads: { norm: "f32" },
  writes: { gradient: "vec4f" },
  params: { maxNorm: "f32" },
  before: `let factor = params.maxNorm / (norm[0] + 1e-6);
  if (factor >= 1.0) { return; }`,
  each: "gradient[i] *= factor;",
});

export const clipGradientKernels: KernelSet<"clipGradient"> = (context) => ({
  clipGradient: ({ gradient, norm }, _, __, { maxNorm }) =>
    runFlat(context, clipGradient, { gradient, norm }, { maxNorm }, gradient.length),
});
