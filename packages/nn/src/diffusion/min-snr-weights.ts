import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { number, oneOf } from "../options/fields.ts";
import { NoiseSchedule } from "./noise-schedule.ts";

const weightOptions = defineOptions("minSnrWeights", {
  /** What the network predicts. */
  prediction: oneOf(["epsilon", "sample", "v_prediction"], { default: "epsilon" }),
  /** 5 unless given. */
  gamma: number({ above: 0, default: 5 }),
});

/** What the network predicts, and the most that signal to noise may count. */
export type MinSnrOptions = Given<typeof weightOptions>;

/**
 * What the squared error of each timestep counts, [steps]: min(SNR, gamma) in terms of x0. Hang et al., Efficient
 * Diffusion Training via Min-SNR Weighting Strategy (ICCV 2023).
 */
export function minSnrWeights(schedule: NoiseSchedule, options: MinSnrOptions = {}): Float64Array {
  expectInstance("minSnrWeights", "schedule", schedule, NoiseSchedule, "a NoiseSchedule");
  const { prediction, gamma } = weightOptions.complete(options);
  const per = {
    epsilon: (snr: number) => snr,
    sample: () => 1,
    v_prediction: (snr: number) => snr + 1,
  };
  return schedule.signalToNoise().map((snr) => Math.min(snr, gamma) / per[prediction](snr));
}
