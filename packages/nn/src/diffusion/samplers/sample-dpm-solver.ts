import { defineOptions, type Given } from "../../options/define-options.ts";
import { oneOf } from "../../options/fields.ts";
import { mixed } from "../conversions.ts";
import { denoised, discreteFields, discreteSteps } from "./discrete-steps.ts";
import { type DiffusionNetwork, startOf } from "./network.ts";
import { runFields } from "./sampler-options.ts";

const solverOptions = defineOptions("sampleDpmSolver", {
  ...discreteFields,
  /** 2 looks one step back; 1 is DDIM. */
  order: oneOf([1, 2], { default: 2 }),
  ...runFields,
});

/** Schedule, timesteps, prediction and clipping of `sampleDpmSolver`. */
export type DpmSolverOptions = Given<typeof solverOptions>;

/** Half the logarithm of signal to noise. */
const halfLogSnr = (alpha: number): number => Math.log(alpha / (1 - alpha)) / 2;

/**
 * DPM-Solver++(2M): Lu et al., DPM-Solver++ (2022), algorithm 2, with the prediction of x0. The first step is of first
 * order, and the last gives the predicted x0.
 */
export async function sampleDpmSolver(
  network: DiffusionNetwork,
  start: ArrayLike<number>,
  options: DpmSolverOptions,
): Promise<Float64Array> {
  const given = solverOptions.complete(options);
  let x = startOf("sampleDpmSolver", network, start);
  let before: { readonly x0: Float64Array; readonly width: number } | undefined;
  const steps = discreteSteps("sampleDpmSolver", given.schedule, given.timesteps);
  for (const [i, step] of steps.entries()) {
    given.signal?.throwIfAborted();
    const { x0 } = await denoised("sampleDpmSolver", network, x, step, given);
    const { alpha, next } = step;
    if (step.isLast) x = x0;
    else {
      const width = halfLogSnr(next) - halfLogSnr(alpha);
      const ahead = before && given.order === 2 ? width / (2 * before.width) : 0;
      const data = before && ahead > 0 ? mixed(x0, 1 + ahead, before.x0, -ahead) : x0;
      x = mixed(
        x,
        Math.sqrt((1 - next) / (1 - alpha)),
        data,
        -Math.sqrt(next) * Math.expm1(-width),
      );
      before = { x0, width };
    }
    given.onStep?.(i, x.slice());
  }
  return x;
}
