// What the main entry has of torch.optim: optimisers, schedules, clipping.
export { Adafactor, type AdafactorOptions, type AdafactorSettings } from "./optim/adafactor.ts";
export { Adagrad, type AdagradOptions, type AdagradSettings } from "./optim/adagrad.ts";
export {
  Adam,
  type AdamFamily,
  type AdamOptions,
  type AdamSettings,
  AdamW,
  type AdamWOptions,
} from "./optim/adam.ts";
export { type ClipGradNormOptions, clipGradNorm } from "./optim/clip-grad-norm.ts";
export { clipGradValue } from "./optim/clip-grad-value.ts";
export { type DecayGroup, decayGroups } from "./optim/decay-groups.ts";
export type { GivenParameters } from "./optim/given-parameters.ts";
export type { KeptName, KeptNames, KernelOptimizer } from "./optim/kernel-optimizer.ts";
export { Lion, type LionOptions, type LionSettings } from "./optim/lion.ts";
export { ChainedScheduler, type ChainedState } from "./optim/lr-scheduler/chained-scheduler.ts";
export {
  type ConstantFactorOptions,
  ConstantLR,
  constantFactorSchedule,
} from "./optim/lr-scheduler/constant-lr.ts";
export {
  CosineAnnealingLR,
  type CosineAnnealingOptions,
  cosineAnnealingSchedule,
} from "./optim/lr-scheduler/cosine-annealing-lr.ts";
export {
  ExponentialLR,
  type ExponentialOptions,
  exponentialSchedule,
} from "./optim/lr-scheduler/exponential-lr.ts";
export {
  InverseSquareRootLR,
  type InverseSquareRootOptions,
  inverseSquareRootSchedule,
} from "./optim/lr-scheduler/inverse-square-root-lr.ts";
export { LambdaLR, type LrLambda, lambdaSchedule } from "./optim/lr-scheduler/lambda-lr.ts";
export {
  type LinearFactorOptions,
  LinearLR,
  linearFactorSchedule,
} from "./optim/lr-scheduler/linear-lr.ts";
export {
  type GroupSchedule,
  LRScheduler,
  type MomentumSchedule,
  type RateRecursion,
  type SchedulerParts,
} from "./optim/lr-scheduler/lr-scheduler.ts";
export {
  MultiStepLR,
  type MultiStepOptions,
  multiStepSchedule,
} from "./optim/lr-scheduler/multi-step-lr.ts";
export { NoamLR, type NoamOptions, noamSchedule } from "./optim/lr-scheduler/noam-lr.ts";
export { oneCycleSchedule } from "./optim/lr-scheduler/one-cycle.ts";
export { OneCycleLR, type OneCycleOptions } from "./optim/lr-scheduler/one-cycle-lr.ts";
export {
  type PlateauState,
  ReduceLROnPlateau,
  type ReduceLROnPlateauOptions,
} from "./optim/lr-scheduler/reduce-lr-on-plateau.ts";
export type {
  Scheduler,
  SchedulerOptions,
  SchedulerState,
} from "./optim/lr-scheduler/scheduler-state.ts";
export {
  type ConstantScheduleOptions,
  constantSchedule,
  cosineSchedule,
  type DecayScheduleOptions,
  linearSchedule,
  type Schedule,
} from "./optim/lr-scheduler/schedules.ts";
export {
  SequentialLR,
  type SequentialState,
  sequentialSchedule,
} from "./optim/lr-scheduler/sequential-lr.ts";
export { StepLR, type StepOptions, stepSchedule } from "./optim/lr-scheduler/step-lr.ts";
export { Muon, type MuonOptions, type MuonSettings } from "./optim/muon.ts";
export {
  type GroupOptions,
  Optimizer,
  type OptimizerParameters,
  type OptimizerSettings,
  type ParameterGroup,
  type ParameterUpdate,
  type PartialSettings,
  type SettingsTables,
} from "./optim/optimizer.ts";
export type { GivenOptimizerState, GroupState, OptimizerState } from "./optim/optimizer-state.ts";
export type { ParameterState } from "./optim/parameter-state.ts";
export { RMSprop, type RMSpropOptions, type RMSpropSettings } from "./optim/rmsprop.ts";
export type { SettingsOf } from "./optim/settings.ts";
export { SGD, type SGDOptions, type SGDSettings } from "./optim/sgd.ts";
export {
  WeightAverage,
  type WeightAverageOptions,
  type WeightAverageState,
} from "./optim/weight-average.ts";
