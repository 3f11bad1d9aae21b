export { constant_, dirac_, eye_, ones_, zeros_ } from "./constants.ts";
export {
  type NormalOptions,
  normal_,
  type TruncNormalOptions,
  truncNormal_,
  type UniformOptions,
  uniform_,
} from "./distributions.ts";
export { calculateGain, type Nonlinearity } from "./fans.ts";
export { type OrthogonalOptions, orthogonal_, type SparseOptions, sparse_ } from "./orthogonal.ts";
export {
  type FanMode,
  type KaimingArguments,
  type KaimingOptions,
  kaimingNormal_,
  kaimingUniform_,
  type XavierArguments,
  type XavierOptions,
  xavierNormal_,
  xavierUniform_,
} from "./scaled-distributions.ts";
