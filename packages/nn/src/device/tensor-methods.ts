import { backward } from "../autograd/backward.ts";
import { abs } from "../ops/abs.ts";
import { add } from "../ops/add.ts";
import { argmax } from "../ops/argmax.ts";
import { argmin } from "../ops/argmin.ts";
import { clamp } from "../ops/clamp.ts";
import { eq, ge, gt, le, lt, ne } from "../ops/compare.ts";
import { cos } from "../ops/cos.ts";
import { cumsum } from "../ops/cumsum.ts";
import { div } from "../ops/div.ts";
import { erf } from "../ops/erf.ts";
import { exp } from "../ops/exp.ts";
import { expand } from "../ops/expand.ts";
import { flatten } from "../ops/flatten.ts";
import { flip } from "../ops/flip.ts";
import { gather } from "../ops/gather.ts";
import { gelu } from "../ops/gelu.ts";
import { indexSelect } from "../ops/index-select.ts";
import { log } from "../ops/log.ts";
import { logSoftmax } from "../ops/log-softmax.ts";
import { maskedFill } from "../ops/masked-fill.ts";
import { matmul } from "../ops/matmul.ts";
import { max } from "../ops/max.ts";
import { maximum } from "../ops/maximum.ts";
import { min } from "../ops/min.ts";
import { minimum } from "../ops/minimum.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { norm } from "../ops/norm.ts";
import { permute } from "../ops/permute.ts";
import { pow } from "../ops/pow.ts";
import { reciprocal } from "../ops/reciprocal.ts";
import { relu } from "../ops/relu.ts";
import { repeatInterleave } from "../ops/repeat-interleave.ts";
import { reshape } from "../ops/reshape.ts";
import { roll } from "../ops/roll.ts";
import { rsqrt } from "../ops/rsqrt.ts";
import { scale } from "../ops/scale.ts";
import { scatterAdd } from "../ops/scatter-add.ts";
import { select } from "../ops/select.ts";
import { sigmoid } from "../ops/sigmoid.ts";
import { silu } from "../ops/silu.ts";
import { sin } from "../ops/sin.ts";
import { slice } from "../ops/slice.ts";
import { softmax } from "../ops/softmax.ts";
import { softplus } from "../ops/softplus.ts";
import { chunk, split } from "../ops/split.ts";
import { sqrt } from "../ops/sqrt.ts";
import { square } from "../ops/square.ts";
import { squeeze } from "../ops/squeeze.ts";
import { std } from "../ops/std.ts";
import { sub } from "../ops/sub.ts";
import { mean, sum } from "../ops/sum.ts";
import { tanh } from "../ops/tanh.ts";
import { toFloat } from "../ops/to-float.ts";
import { toInteger } from "../ops/to-integer.ts";
import { topk } from "../ops/topk.ts";
import { transpose } from "../ops/transpose.ts";
import { tril, triu } from "../ops/tril.ts";
import { unsqueeze } from "../ops/unsqueeze.ts";
import { variance } from "../ops/variance.ts";
import { where } from "../ops/where.ts";
import type { TensorMethods } from "../tensor/tensor-methods.ts";
import { drawOnHost } from "./draw-on-host.ts";

/** The ops that tensors offer as methods, and what a device without random numbers draws with. */
export const tensorMethods: TensorMethods = {
  abs,
  add,
  argmax,
  argmin,
  backward,
  chunk,
  clamp,
  cos,
  cumsum,
  div,
  drawOnHost,
  eq,
  erf,
  exp,
  expand,
  flatten,
  flip,
  gather,
  ge,
  gelu,
  gt,
  indexSelect,
  le,
  log,
  logSoftmax,
  lt,
  maskedFill,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  ne,
  neg,
  norm,
  permute,
  pow,
  reciprocal,
  relu,
  repeatInterleave,
  reshape,
  roll,
  rsqrt,
  scale,
  scatterAdd,
  select,
  sigmoid,
  silu,
  sin,
  slice,
  softmax,
  softplus,
  split,
  sqrt,
  square,
  std,
  squeeze,
  sub,
  sum,
  tanh,
  topk,
  transpose,
  tril,
  triu,
  unsqueeze,
  variance,
  float: toFloat,
  int: toInteger,
  where: (x, condition, other) => where(condition, x, other),
};
