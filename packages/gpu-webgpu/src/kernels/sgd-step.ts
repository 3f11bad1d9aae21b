import { multiTensorProgram } from "../elementwise/multi-tensor-program.ts";
import type { JointKernelSet } from "../kernel-context.ts";

const direction = `let p = parameter[i];
    var g = params.sign * gradient[i];
    if (params.l2 != 0.0) { g = fma(vec4f(params.l2), p, g); }`;

const plainStep = multiTensorProgram({
  name: "sgdStep",
  reads: ["gradient"],
  writes: ["parameter"],
  params: { sign: "f32", l2: "f32", rate: "f32" },
  each: `${direction}
    parameter[i] = fma(vec4f(-params.rate), g, p);`,
});

const momentumStep = multiTensorProgram({
  name: "sgdStep with momentum",
  reads: ["gradient"],
  writes: ["parameter", "momentumBuffer"],
  params: {
    ...{ sign: "f32", l2: "f32", rate: "f32" },
    ...{ momentum: "f32", keep: "f32", nesterov: "u32" },
  },
  each: `${direction}
    let b = fma(vec4f(params.keep), g, params.momentum * momentumBuffer[i]);
    momentumBuffer[i] = b;
    g = select(b, fma(vec4f(params.momentum), b, g), params.nesterov == 1u);
    parameter[i] = fma(vec4f(-params.rate), g, p);`,
});

export const sgdStepKernels: JointKernelSet<"sgdStep"> = (context) => ({
  sgdStep: (
    { parameter, gradient, momentumBuffer },
    { learningRate: rate, momentum, dampening, nesterov, weightDecay: l2, maximize },
  ) => {
    const params = { sign: maximize ? -1 : 1, l2, rate };
    if (!momentumBuffer) plainStep.run(context, { parameter, gradient }, {}, params);
    else
      momentumStep.run(
        context,
        { parameter, gradient, momentumBuffer },
        {},
        { ...params, momentum, keep: 1 - dampening, nesterov: Number(nesterov) },
      );
  },
});
