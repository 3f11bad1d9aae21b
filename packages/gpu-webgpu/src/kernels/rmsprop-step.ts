import { multiTensorProgram } from "../elementwise/multi-tensor-program.ts";
import type { JointKernelSet } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";

function form(centered: boolean, momentum: boolean) {
  const centering = `let a = fma(vec4f(params.rest), g, params.alpha * gradientAverage[i]);
    gradientAverage[i] = a;
    s = fma(-a, a, s);`;
  const inertia = `step = fma(vec4f(params.momentum), momentumBuffer[i], step);
    momentumBuffer[i] = step;`;
  return multiTensorProgram({
    name: `rmspropStep${centered ? ", centered" : ""}${momentum ? ", with momentum" : ""}`,
    reads: ["gradient"],
    writes: [
      ...["parameter", "squareAverage"],
      ...(centered ? ["gradientAverage"] : []),
      ...(momentum ? ["momentumBuffer"] : []),
    ],
    params: {
      ...{ sign: "f32", l2: "f32", rate: "f32", alpha: "f32", rest: "f32" },
      ...{ eps: "f32", momentum: "f32" },
    },
    each: `let p = parameter[i];
    var g = params.sign * gradient[i];
    if (params.l2 != 0.0) { g = fma(vec4f(params.l2), p, g); }
    var s = fma(params.rest * g, g, params.alpha * squareAverage[i]);
    squareAverage[i] = s;
    ${centered ? centering : ""}
    var step = g / (sqrt(s) + params.eps);
    ${momentum ? inertia : ""}
    parameter[i] = fma(vec4f(-params.rate), step, p);`,
  });
}

const plain = form(false, false);
const withMomentum = form(false, true);
const centered = form(true, false);
const centeredWithMomentum = form(true, true);

export const rmspropStepKernels: JointKernelSet<"rmspropStep"> = (context) => ({
  rmspropStep: (
    { parameter, gradient, squareAverage, gradientAverage, momentumBuffer },
    { learningRate: rate, alpha, eps, weightDecay: l2, momentum, maximize },
  ) => {
    const lists: Record<string, readonly WebgpuBuffer[]> = { parameter, gradient, squareAverage };
    if (gradientAverage) lists.gradientAverage = gradientAverage;
    if (momentumBuffer) lists.momentumBuffer = momentumBuffer;
    const step = gradientAverage
      ? momentumBuffer
        ? centeredWithMomentum
        : centered
      : momentumBuffer
        ? withMomentum
        : plain;
    const params = { sign: maximize ? -1 : 1, l2, rate, alpha, rest: 1 - alpha, eps, momentum };
    step.run(context, lists, {}, params);
  },
});
