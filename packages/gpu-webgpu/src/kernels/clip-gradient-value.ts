import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import type { KernelSet } from "../kernel-context.ts";

// By comparisons, which leave a NaN where it is; WGSL's clamp need not.
const clipGradientValue = flatProgram({
  name: "clipGradientValue",
  reads: {},
  writes: { gradient: "vec4f" },
  params: { clipValue: "f32" },
  each: `let g = gradient[i];
    let most = vec4f(params.clipValue);
    let raised = select(g, -most, g < -most);
    gradient[i] = select(raised, most, raised > most);`,
});

export const clipGradientValueKernels: KernelSet<"clipGradientValue"> = (context) => ({
  clipGradientValue: ({ gradient }, _, __, { clipValue }) =>
    runFlat(context, clipGradientValue, { gradient }, { clipValue }, gradient.length),
});
