import { multiTensorProgram } from "../elementwise/multi-tensor-program.ts";
import type { JointKernelSet } from "../kernel-context.ts";

// The direction by comparisons: that of NaN is 0, where WGSL's sign leaves it open.
const lionStep = multiTensorProgram({
  name: "lionStep",
  reads: ["gradient"],
  writes: ["parameter", "momentum"],
  params: {
    ...{ rate: "f32", decay: "f32", beta1: "f32", rest1: "f32", beta2: "f32", rest2: "f32" },
  },
  each: `let g = gradient[i];
    let m = momentum[i];
    let u = fma(vec4f(params.rest1), g, params.beta1 * m);
    let step = vec4f(u > vec4f()) - vec4f(u < vec4f());
    parameter[i] = fma(vec4f(-params.rate), step, params.decay * parameter[i]);
    momentum[i] = fma(vec4f(params.rest2), g, params.beta2 * m);`,
});

export const lionStepKernels: JointKernelSet<"lionStep"> = (context) => ({
  lionStep: (
    { parameter, gradient, momentum },
    { learningRate: rate, beta1, beta2, weightDecay },
  ) => {
    const params = {
      ...{ rate, decay: 1 - rate * weightDecay },
      ...{ beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2 },
    };
    lionStep.run(context, { parameter, gradient, momentum }, {}, params);
  },
});
