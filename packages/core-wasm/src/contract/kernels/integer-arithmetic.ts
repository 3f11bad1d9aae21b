import { broadcastShapes, broadcastStrides, forEachOffset } from "../broadcast.ts";
import { randomIntegers } from "../integer-values.ts";
import { defineKernel, type OracleOf } from "../kernel.ts";
import { type Shape, sizeOf } from "../shape.ts";

const operations = {
  add: (a: number, b: number) => a + b,
  sub: (a: number, b: number) => a - b,
  mul: Math.imul,
  maximum: (a: number, b: number) => Math.max(a, b),
  minimum: (a: number, b: number) => Math.min(a, b),
} as const;

export type IntegerOperation = keyof typeof operations;
const names = Object.keys(operations) as IntegerOperation[];

export interface IntegerArithmeticAttrs {
  readonly operation: IntegerOperation;
}

const samples: readonly (readonly [a: Shape, b: Shape])[] = [
  ...[1, 3, 4, 5, 9, 17, 65, 257].map((n) => [[n], [n]] as const),
  [[3, 65], [65]],
  [[3, 65], []],
  [[], [3, 65]],
  [
    [5, 1],
    [1, 9],
  ],
  [
    [2, 1, 5, 1],
    [3, 1, 9],
  ],
  [[], []],
];

/** c = a + b, a - b, a b, the larger or the smaller, of int32, with broadcasting; what overflows wraps around. */
export const integerArithmetic = defineKernel<IntegerArithmeticAttrs>()({
  inputs: { a: { dtype: "int32" }, b: { dtype: "int32" } },
  outputs: { c: { dtype: "int32" } },
  shapes: ({ a, b }) => ({ c: broadcastShapes("integerArithmetic", a, b) }),
  flops: ({ a, b }) => sizeOf(broadcastShapes("integerArithmetic", a, b)),
});

export const integerArithmeticOracle: OracleOf<typeof integerArithmetic> = {
  reference: ({ a, b }, { c }, shapes, { operation }) => {
    const shape = broadcastShapes("integerArithmetic", shapes.a, shapes.b);
    const strides = [broadcastStrides(shapes.a, shape), broadcastStrides(shapes.b, shape)];
    const apply = operations[operation];
    forEachOffset(shape, strides, (i, [ofA, ofB]) => {
      c[i] = apply(a[ofA!]!, b[ofB!]!); // an Int32Array wraps what it is given
    });
  },
  samples: names.flatMap((operation) =>
    samples.map(([a, b]) => ({ shapes: { a, b }, attrs: { operation } })),
  ),
  prepare: ({ a, b }, _shapes, _attrs, random) => {
    randomIntegers(a, random);
    randomIntegers(b, random);
  },
  tolerance: 0,
};
