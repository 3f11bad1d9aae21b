import { Generator, noGrad, scaledDotProductAttention, scope, type Tensor, tensor } from "@qkv/nn";
import type { Prepared, Workload } from "./workload.ts";

/** A product, and attention as one layer of a language model has it. */
export const forwardWorkloads: readonly Workload[] = [
  {
    name: "matmul 512 x 512 x 512",
    unit: "GFLOP/s",
    setup: 0.05,
    prepare: () => {
      const [a, b] = [randomTensor([512, 512]), randomTensor([512, 512])];
      return forward([a, b], () => a.matmul(b));
    },
  },
  {
    name: "causal attention, 12 heads of 64, 512 tokens",
    unit: "GFLOP/s",
    setup: 0.05,
    prepare: () => {
      const shape = [1, 12, 512, 64];
      const [q, k, v] = [randomTensor(shape), randomTensor(shape), randomTensor(shape)];
      return forward([q, k, v], () => scaledDotProductAttention(q, k, v, { isCausal: true }));
    },
  },
];

function forward(operands: readonly Tensor[], compute: () => Tensor): Prepared {
  return {
    run: () => noGrad(() => scope(() => void compute())),
    dispose: () => {
      for (const operand of operands) operand.dispose();
    },
  };
}

function randomTensor(shape: readonly number[]): Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tensor(new Generator(1).uniform(size), { shape });
}
