import { type ElementType, type Program, variants } from "../commands/program.ts";
import { flatProgram, runFlat } from "../elementwise/flat-program.ts";
import type { KernelSet } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";

const rmspropStep = variants((centered: boolean, momentum: boolean): Program => {
  const writes: Record<string, ElementType> = { parameter: "vec4f", squareAverage: "vec4f" };
  if (centered) writes.gradientAverage = "vec4f";
  if (momentum) writes.momentumBuffer = "vec4f";
  const centering = `let a = fma(vec4f(params.rest), g, params.alpha * gradientAverage[i]);
    gradientAverage[i] = a;
    s = fma(-a, a, s);`;
  const inertia = `step = fma(vec4f(params.momentum), momentumBuffer[i], step);
    momentumBuffer[i] = step;`;
  return flatProgram({
    name: `rmspropStep${centered ? ", centered" : ""}${momentum ? ", with momentum" : ""}`,
    reads: { gradient: "vec4f" },
    writes,
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
});

export const rmspropStepKernels: KernelSet<"rmspropStep"> = (context) => ({
  rmspropStep: (
    { parameter, gradient, squareAverage, gradientAverage, momentumBuffer },
    _,
    __,
    { learningRate: rate, alpha, eps, weightDecay: l2, momentum, maximize },
  ) => {
    const program = rmspropStep(!!gradientAverage, !!momentumBuffer);
    const buffers: Record<string, WebgpuBuffer> = { parameter, gradient, squareAverage };
    if (gradientAverage) buffers.gradientAverage = gradientAverage;
    if (momentumBuffer) buffers.momentumBuffer = momentumBuffer;
    const params = { sign: maximize ? -1 : 1, l2, rate, alpha, rest: 1 - alpha, eps, momentum };
    runFlat(context, program, buffers, params, parameter.length);
  },
});
