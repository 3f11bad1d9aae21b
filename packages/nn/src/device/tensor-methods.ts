import { backward } from "../autograd/backward.ts";
import { abs } from "../ops/abs.ts";
import { add } from "../ops/add.ts";
import { argmax } from "../ops/argmax.ts";
import { div } from "../ops/div.ts";
import { exp } from "../ops/exp.ts";
import { flatten } from "../ops/flatten.ts";
import { log } from "../ops/log.ts";
import { logSoftmax } from "../ops/log-softmax.ts";
import { matmul } from "../ops/matmul.ts";
import { max } from "../ops/max.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { permute } from "../ops/permute.ts";
import { pow } from "../ops/pow.ts";
import { reshape } from "../ops/reshape.ts";
import { scale } from "../ops/scale.ts";
import { sigmoid } from "../ops/sigmoid.ts";
import { slice } from "../ops/slice.ts";
import { softmax } from "../ops/softmax.ts";
import { sqrt } from "../ops/sqrt.ts";
import { squeeze } from "../ops/squeeze.ts";
import { sub } from "../ops/sub.ts";
import { mean, sum } from "../ops/sum.ts";
import { tanh } from "../ops/tanh.ts";
import { transpose } from "../ops/transpose.ts";
import { unsqueeze } from "../ops/unsqueeze.ts";
import type { TensorMethods } from "../tensor/tensor-methods.ts";

/** The ops that tensors offer as methods. */
export const tensorMethods: TensorMethods = {
  add,
  sub,
  mul,
  div,
  scale,
  exp,
  log,
  sqrt,
  matmul,
  softmax,
  logSoftmax,
  tanh,
  sigmoid,
  neg,
  abs,
  pow,
  max,
  argmax,
  sum,
  mean,
  reshape,
  permute,
  transpose,
  slice,
  unsqueeze,
  squeeze,
  flatten,
  backward,
};
