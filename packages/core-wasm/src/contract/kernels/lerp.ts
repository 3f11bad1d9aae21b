import { defineKernel, type OracleOf } from "../kernel.ts";
import { expectShape, sizeOf } from "../shape.ts";

export interface LerpAttrs {
  readonly weight: number;
}

/**
 * target += weight (x - target), in place; with weight 1 target = x to the bit. torch.Tensor.lerp_, which from
 * weight 0.5 on starts at the other end: x - (1 - weight) (x - target).
 */
export const lerp = defineKernel<LerpAttrs>()({
  inputs: { target: { updated: true }, x: {} },
  outputs: {},
  shapes: ({ target, x }) => {
    expectShape("lerp", "x", x, target);
    return {};
  },
  flops: ({ target }) => 3 * sizeOf(target),
});

export const lerpOracle: OracleOf<typeof lerp> = {
  reference: ({ target, x }, _, __, { weight }) => {
    for (let i = 0; i < target.length; i++) {
      const difference = x[i]! - target[i]!;
      target[i] =
        Math.abs(weight) < 0.5
          ? target[i]! + weight * difference
          : x[i]! - (1 - weight) * difference;
    }
  },
  samples: [
    ...[1, 3, 5, 17, 65, 257].map((n) => ({ n, attrs: { weight: 0.1 } })),
    ...[0, 0.5, 0.9, 1].map((weight) => ({ n: 35, attrs: { weight } })),
    { n: 6, attrs: { weight: 1e-3 }, scale: 1e4 },
  ].map(({ n, ...sample }) => ({ shapes: { target: [n], x: [n] }, ...sample })),
  tolerance: 3e-7,
};
