import { expectIndices, randomIndices } from "../index-range.ts";
import { defineKernel, type OracleOf, type Values } from "../kernel.ts";
import { expectShape, formatShape, type Shape, ShapeError, sizeOf } from "../shape.ts";

export interface RopeAttrs {
  /** Pairs are channels (2i, 2i + 1); otherwise (i, i + rotated channels / 2). */
  readonly interleaved: boolean;
  /** Rotate back: the gradient. */
  readonly inverse: boolean;
  /** Position of the first token, when no positions are given. */
  readonly offset: number;
}

export interface RopeGeometry {
  /** Sequences that share a row of positions; 1 row when there are none. */
  readonly positionRows: number;
  readonly sequences: number;
  readonly tokens: number;
  readonly headSize: number;
  /** Pairs that are rotated; channels past them are copied. */
  readonly pairs: number;
  /** Rows of the tables. */
  readonly table: number;
}

interface RopeShapes {
  readonly x: Shape;
  readonly cos: Shape;
  readonly sin: Shape;
  readonly positions?: Shape | undefined;
}

/** Checks the operands of rope. x [..., tokens, headSize], cos and sin [table, pairs]. */
export function ropeGeometry(
  { x, cos, sin, positions }: RopeShapes,
  { offset }: RopeAttrs,
): RopeGeometry {
  const [tokens, headSize] = x.slice(-2);
  const [table, pairs] = cos;
  if (tokens === undefined || headSize === undefined)
    throw new ShapeError(`rope: x is ${formatShape(x)}, expected [..., tokens, headSize]`);
  if (table === undefined || pairs === undefined || cos.length !== 2 || 2 * pairs > headSize)
    throw new ShapeError(
      `rope: cos is ${formatShape(cos)}, expected [positions, pairs] with at most ${Math.floor(headSize / 2)} pairs`,
    );
  expectShape("rope", "sin", sin, cos);
  const sequences = sizeOf(x.slice(0, -2));
  const positionRows = positions?.length === 2 ? positions[0]! : 1;
  if (positions && (positions.at(-1) !== tokens || positions.length > 2 || x[0] === undefined))
    throw new ShapeError(
      `rope: positions are ${formatShape(positions)}, expected [${tokens}] or [batch, ${tokens}]`,
    );
  if (positions?.length === 2 && (x.length < 3 || positionRows !== x[0]))
    throw new ShapeError(
      `rope: positions are ${formatShape(positions)}, expected a row for each of the batch of x, ${formatShape(x)}`,
    );
  if (!positions && (!Number.isInteger(offset) || offset < 0 || offset + tokens > table))
    throw new ShapeError(
      `rope: cos is ${formatShape(cos)}, expected rows for positions ${offset} to ${offset + tokens - 1}`,
    );
  return { positionRows, sequences, tokens, headSize, pairs, table };
}

const sample = (x: Shape, pairs: number, interleaved: boolean, positions?: Shape, offset = 0) => ({
  shapes: { x, cos: [12, pairs], sin: [12, pairs], positions },
  attrs: { interleaved, inverse: false, offset },
});

/**
 * Each pair of channels (a, b) of a token rotated by the angle of its position:
 * (a cos - b sin, b cos + a sin). Su et al., arXiv:2104.09864. The angles come as tables of their
 * cosines and sines by position: positions int32 [tokens] or [batch, tokens], or 0, 1, ... from `offset`.
 */
export const rope = defineKernel<RopeAttrs>()({
  inputs: {
    x: {},
    cos: { constant: true },
    sin: { constant: true },
    positions: { dtype: "int32", optional: true },
  },
  outputs: { y: {} },
  shapes: (shapes, attrs) => {
    ropeGeometry(shapes, attrs);
    return { y: shapes.x };
  },
  flops: ({ x }) => 3 * sizeOf(x),
});

export const ropeOracle: OracleOf<typeof rope> = {
  reference: ({ x, cos, sin, positions }, { y }, shapes, attrs) => {
    const geometry = ropeGeometry(shapes, attrs);
    const { positionRows, sequences, tokens, headSize, pairs, table } = geometry;
    if (positions) expectIndices("rope", positions, table);
    y.set(x);
    for (let sequence = 0; sequence < sequences; sequence++)
      for (let token = 0; token < tokens; token++) {
        const row = Math.floor((sequence * positionRows) / sequences) * tokens + token;
        const position = positions ? positions[row]! : attrs.offset + token;
        rotate(x, y, (sequence * tokens + token) * headSize, position * pairs);
      }
    function rotate(from: Values, to: Values, at: number, angle: number): void {
      for (let i = 0; i < pairs; i++) {
        const first = at + (attrs.interleaved ? 2 * i : i);
        const second = first + (attrs.interleaved ? 1 : pairs);
        const c = cos[angle + i]!;
        const s = attrs.inverse ? -sin[angle + i]! : sin[angle + i]!;
        to[first] = from[first]! * c - from[second]! * s;
        to[second] = from[second]! * c + from[first]! * s;
      }
    }
  },
  samples: [true, false].flatMap((interleaved) => [
    ...[1, 2, 3, 4, 5, 8, 9, 32].map((pairs) => sample([2, 3, 2 * pairs], pairs, interleaved)),
    sample([2, 2, 5, 11], 4, interleaved, undefined, 3),
    sample([2, 3, 4, 8], 4, interleaved, [4]),
    sample([2, 3, 4, 9], 3, interleaved, [2, 4]),
    {
      ...sample([2, 5, 12], 6, interleaved),
      attrs: { interleaved, inverse: true, offset: 1 },
    },
  ]),
  prepare: ({ positions }, shapes, _attrs, random) => {
    if (positions) randomIndices(positions, shapes.cos[0]!, random);
  },
  tolerance: 1e-6,
};
