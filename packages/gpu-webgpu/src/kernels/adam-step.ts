import { multiTensorProgram } from "../elementwise/multi-tensor-program.ts";
import type { JointKernelSet } from "../kernel-context.ts";

const shared = {
  reads: ["gradient"],
  params: {
    sign: "f32",
    l2: "f32",
    beta1: "f32",
    rest1: "f32",
    beta2: "f32",
    rest2: "f32",
    stepSize: "f32",
    rootScale: "f32",
    eps: "f32",
    decay: "f32",
  },
} as const;
const moments = ["parameter", "firstMoment", "secondMoment"] as const;

const update = (largest: string) => `let p = parameter[i];
    var g = params.sign * gradient[i];
    if (params.l2 != 0.0) { g = fma(vec4f(params.l2), p, g); }
    let m = fma(vec4f(params.rest1), g, params.beta1 * firstMoment[i]);
    var v = fma(params.rest2 * g, g, params.beta2 * secondMoment[i]);
    firstMoment[i] = m;
    secondMoment[i] = v;
    ${largest}
    let step = m / fma(sqrt(v), vec4f(params.rootScale), vec4f(params.eps));
    parameter[i] = fma(vec4f(-params.stepSize), step, params.decay * p);`;

const adamStep = multiTensorProgram({
  ...shared,
  name: "adamStep",
  writes: moments,
  each: update(""),
});

const amsgradStep = multiTensorProgram({
  ...shared,
  name: "adamStep, amsgrad",
  writes: [...moments, "maxSecondMoment"],
  each: update(`let before = maxSecondMoment[i];
    let lost = (bitcast<vec4u>(before) & vec4u(0x7fffffffu)) > vec4u(0x7f800000u);
    v = select(v, before, (before > v) | lost); // a NaN in either stays
    maxSecondMoment[i] = v;`),
});

export const adamStepKernels: JointKernelSet<"adamStep"> = (context) => ({
  adamStep: (
    { parameter, gradient, firstMoment, secondMoment, maxSecondMoment },
    { learningRate, beta1, beta2, eps, weightDecay, decoupledWeightDecay, maximize, step },
  ) => {
    const params = {
      ...{ beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, eps, sign: maximize ? -1 : 1 },
      l2: decoupledWeightDecay ? 0 : weightDecay,
      decay: decoupledWeightDecay ? 1 - learningRate * weightDecay : 1,
      stepSize: learningRate / (1 - beta1 ** step),
      rootScale: 1 / Math.sqrt(1 - beta2 ** step),
    };
    const lists = { parameter, gradient, firstMoment, secondMoment };
    if (maxSecondMoment) amsgradStep.run(context, { ...lists, maxSecondMoment }, {}, params);
    else adamStep.run(context, lists, {}, params);
  },
});
