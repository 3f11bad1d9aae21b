import { broadcastShapes, broadcastStrides, forEachOffset } from "../broadcast.ts";
import { defineKernel, type NoAttrs, type OracleOf } from "../kernel.ts";
import { formatShape, type Shape, ShapeError, sizeOf } from "../shape.ts";

/** The common shape of the three operands. */
export function whereShape(condition: Shape, a: Shape, b: Shape): Shape {
  const values = broadcastShapes("where", a, b);
  const lead = values.length - condition.length;
  const fits = condition.every((size, i) => {
    const other = values[i + lead] ?? 1;
    return size === other || size === 1 || other === 1;
  });
  if (!fits)
    throw new ShapeError(
      `where: condition is ${formatShape(condition)}, expected a shape that broadcasts with a and b, ${formatShape(values)}`,
    );
  return broadcastShapes("where", values, condition);
}

const samples: readonly (readonly [condition: Shape, a: Shape, b: Shape])[] = [
  ...[1, 3, 4, 5, 9, 17, 65, 257].map((n) => [[n], [n], [n]] as const),
  [[3, 65], [], [3, 65]],
  [[3, 65], [3, 65], []],
  [[65], [3, 65], []],
  [[3, 1], [3, 4], [4]],
  [
    [3, 1],
    [1, 9],
    [3, 9],
  ],
  [
    [5, 1, 7],
    [2, 1, 3, 1],
    [5, 3, 7],
  ],
  [[], [5], [1]],
  [[], [], []],
];

/** c = a where the condition is not 0, else b; all three broadcast. */
export const where = defineKernel<NoAttrs>()({
  inputs: { condition: { dtype: "int32" }, a: { anyDtype: true }, b: { anyDtype: true } },
  outputs: { c: { anyDtype: true } },
  shapes: ({ condition, a, b }) => ({ c: whereShape(condition, a, b) }),
  flops: ({ condition, a, b }) => sizeOf(whereShape(condition, a, b)),
});

export const whereOracle: OracleOf<typeof where> = {
  reference: ({ condition, a, b }, { c }, shapes) => {
    const shape = whereShape(shapes.condition, shapes.a, shapes.b);
    const strides = [shapes.condition, shapes.a, shapes.b].map((operand) =>
      broadcastStrides(operand, shape),
    );
    forEachOffset(shape, strides, (i, [ofCondition, ofA, ofB]) => {
      c[i] = condition[ofCondition!] ? a[ofA!]! : b[ofB!]!;
    });
  },
  samples: samples.map(([condition, a, b]) => ({ shapes: { condition, a, b }, attrs: {} })),
  prepare: ({ condition, a }, _shapes, _attrs, random) => {
    for (let i = 0; i < condition.length; i++) condition[i] = random() < 0.5 ? 0 : 1;
    if (condition.length < 65) return;
    condition[1] = 0;
    a[1] = Number.NaN; // must not come through
  },
  tolerance: 0,
};
