import {
  runConversion,
  runEmbedding,
  runFlow,
  runGuidance,
  runKl,
  runPreconditioning,
  runSchedule,
  runSpacing,
} from "./run-formulas.mjs";
import { runSampler } from "./run-sampler.mjs";

const runners = {
  ...{ schedules: runSchedule, spacing: runSpacing, conversions: runConversion, runs: runSampler },
  ...{ guidance: runGuidance, karras_preconditioning: runPreconditioning },
  ...{ timestep_embedding: runEmbedding, flow_matching: runFlow, normal_kl: runKl },
};

/** A case of diffusion/. It computes in float64, on no device. */
export async function runDiffusion(read, _, comparison) {
  if (!Object.hasOwn(runners, read.kind)) throw new Error(`${read.kind} is not understood`);
  await runners[read.kind](read, comparison);
}
