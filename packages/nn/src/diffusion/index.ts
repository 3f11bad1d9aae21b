export {
  addNoise,
  type CleanAndNoise,
  fromPrediction,
  type Prediction,
  velocity,
} from "./conversions.ts";
export {
  type FlowSamplerOptions,
  type FlowSigmaOptions,
  flowPair,
  flowSigmas,
  sampleFlow,
} from "./flow-matching.ts";
export { type GuidanceOptions, guide } from "./guidance.ts";
export {
  type KarrasPreconditioning,
  type KarrasSigmaOptions,
  karrasPreconditioning,
  karrasSigmas,
  type PreconditioningOptions,
} from "./karras.ts";
export { type MinSnrOptions, minSnrWeights } from "./min-snr-weights.ts";
export { NoiseSchedule, type NoiseScheduleOptions, noiseSchedule } from "./noise-schedule.ts";
export { type NormalDistribution, normalKl } from "./normal-kl.ts";
export type { DiffusionNetwork, StepNoise } from "./samplers/network.ts";
export { type DdimOptions, sampleDdim } from "./samplers/sample-ddim.ts";
export { type DdpmOptions, sampleDdpm } from "./samplers/sample-ddpm.ts";
export { type DpmSolverOptions, sampleDpmSolver } from "./samplers/sample-dpm-solver.ts";
export { type SigmaSamplerOptions, sampleSigmas } from "./samplers/sample-sigmas.ts";
export { type TimestepEmbeddingOptions, timestepEmbedding } from "./timestep-embedding.ts";
export { type SpacingOptions, timestepSpacing } from "./timestep-spacing.ts";
