import { multiTensorProgram } from "../elementwise/multi-tensor-program.ts";
import type { JointKernelSet } from "../kernel-context.ts";

// By comparisons, which leave a NaN where it is; WGSL's clamp need not.
const clipGradientValue = multiTensorProgram({
  name: "clipGradientValue",
  writes: ["gradient"],
  params: { clipValue: "f32" },
  each: `let g = gradient[i];
    let most = vec4f(params.clipValue);
    let raised = select(g, -most, g < -most);
    gradient[i] = select(raised, most, raised > most);`,
});

export const clipGradientValueKernels: JointKernelSet<"clipGradientValue"> = (context) => ({
  clipGradientValue: ({ gradient }, { clipValue }) =>
    clipGradientValue.run(context, { gradient }, {}, { clipValue }),
});
