import { backward } from "../autograd/backward.ts";
import { add } from "../ops/add.ts";
import { div } from "../ops/div.ts";
import { exp } from "../ops/exp.ts";
import { log } from "../ops/log.ts";
import { matmul } from "../ops/matmul.ts";
import { mul } from "../ops/mul.ts";
import { permute } from "../ops/permute.ts";
import { reshape } from "../ops/reshape.ts";
import { scale } from "../ops/scale.ts";
import { softmax } from "../ops/softmax.ts";
import { sqrt } from "../ops/sqrt.ts";
import { sub } from "../ops/sub.ts";
import { mean, sum } from "../ops/sum.ts";
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
  sum,
  mean,
  reshape,
  permute,
  backward,
};
