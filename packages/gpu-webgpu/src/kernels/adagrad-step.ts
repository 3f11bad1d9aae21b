import { multiTensorProgram } from "../elementwise/multi-tensor-program.ts";
import type { JointKernelSet } from "../kernel-context.ts";

const adagradStep = multiTensorProgram({
  name: "adagradStep",
  reads: ["gradient"],
  writes: ["parameter", "sum"],
  params: { sign: "f32", l2: "f32", rate: "f32", eps: "f32" },
  each: `let p = parameter[i];
    var g = params.sign * gradient[i];
    if (params.l2 != 0.0) { g = fma(vec4f(params.l2), p, g); }
    let s = fma(g, g, sum[i]);
    sum[i] = s;
    parameter[i] = p - params.rate * g / (sqrt(s) + params.eps);`,
});

export const adagradStepKernels: JointKernelSet<"adagradStep"> = (context) => ({
  adagradStep: (
    { parameter, gradient, sum },
    { learningRate: rate, eps, weightDecay: l2, maximize },
  ) => {
    const params = { sign: maximize ? -1 : 1, l2, rate, eps };
    adagradStep.run(context, { parameter, gradient, sum }, {}, params);
  },
});
