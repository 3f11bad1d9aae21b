import { constant as tensorOf } from "../op-definition/constant.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { constant } from "./tensor-norm.ts";

/** a, b, c of a step x = a x + (b G + c G^2) x with G = x x^T: of each singular value s, a s + b s^3 + c s^5. */
export type QuinticStep = readonly [a: number, b: number, c: number];

export interface NewtonSchulzOptions {
  readonly coefficients: readonly QuinticStep[];
  readonly eps: number;
  /**
   * Divide by sqrt(|x x^T|) too, which is nearer to the largest singular value than |x|: the others then need fewer steps to
   * come to 1.
   */
  readonly tight?: boolean;
}

/**
 * Nearly U V^T of the singular value decomposition U S V^T of each matrix of [..., rows, columns]: x / max(|x|, eps), then a
 * step for each coefficients, from the shorter side. Frees nothing that it makes: call it in a scope.
 */
export function orthogonalized(
  matrices: Tensor,
  { coefficients, eps, tight = false }: NewtonSchulzOptions,
): Tensor {
  const [rows, columns] = matrices.shape.slice(-2) as [number, number];
  const tall = rows > columns;
  const long = Math.max(rows, columns) >= 2 * Math.min(rows, columns);
  const start = { ...normalized(matrices, tall, eps, tight), tall };
  return long ? throughGram(start, coefficients) : onMatrices(start, coefficients);
}

interface Start {
  readonly x: Tensor;
  /** x x^T, or x^T x of tall matrices: [..., short, short] */
  readonly gram: Tensor;
  readonly tall: boolean;
}

function normalized(matrices: Tensor, tall: boolean, eps: number, tight: boolean) {
  const least = constant(matrices.device, eps);
  const divided = (x: Tensor, by: Tensor) =>
    launch("div", { a: x, b: launch("maximum", { a: by, b: least }, {}).c }, {}).c;
  const x = divided(matrices, norms(matrices));
  const gram = gramOf(x, tall);
  if (!tight) return { x, gram };
  const largest = norms(gram);
  return { x: divided(x, launch("sqrt", { x: largest }, {}).y), gram: divided(gram, largest) };
}

/** |x| of each matrix: [..., 1, 1] */
function norms(x: Tensor): Tensor {
  const dims = [x.shape.length - 2, x.shape.length - 1];
  const squares = launch("square", { x }, {}).y;
  return launch("sqrt", { x: launch("sum", { x: squares }, { dims, keepDims: true }).y }, {}).y;
}

function onMatrices({ x, gram: first, tall }: Start, coefficients: readonly QuinticStep[]): Tensor {
  let y = x;
  for (const [a, b, c] of coefficients) {
    const gram = y === x ? first : gramOf(y, tall);
    const polynomial = product(scaled(gram, c), gram, { residual: scaled(gram, b) });
    const residual = scaled(y, a);
    y = tall ? product(y, polynomial, { residual }) : product(polynomial, y, { residual });
  }
  return y;
}

/**
 * The same for matrices that are much longer than wide, where products of the long side cost most: with P = a + b G + c G^2 the
 * next G is P G P, so that x is multiplied once, by the product of all P.
 */
function throughGram(
  { x, gram: first, tall }: Start,
  coefficients: readonly QuinticStep[],
): Tensor {
  let gram = first;
  const one = identity(x, gram.shape.at(-1)!);
  let factor: Tensor | undefined;
  for (const [i, [a, b, c]] of coefficients.entries()) {
    const linear = launch("add", { a: scaled(gram, b), b: scaled(one, a) }, {}).c;
    const polynomial = product(scaled(gram, c), gram, { residual: linear });
    factor = factor ? product(polynomial, factor) : polynomial;
    if (i < coefficients.length - 1) gram = product(product(polynomial, gram), polynomial);
  }
  if (!factor) return x;
  return tall ? product(x, factor) : product(factor, x);
}

const identity = ({ device }: Tensor, size: number): Tensor =>
  tensorOf(device, [size, size], () =>
    Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
  );

const gramOf = (x: Tensor, tall: boolean): Tensor =>
  product(x, x, { transposeA: tall, transposeB: !tall });

const scaled = (x: Tensor, factor: number): Tensor => launch("scale", { x }, { factor }).y;

function product(
  a: Tensor,
  b: Tensor,
  {
    transposeA = false,
    transposeB = false,
    residual,
  }: { transposeA?: boolean; transposeB?: boolean; residual?: Tensor } = {},
): Tensor {
  return launch("matmul", { a, b, residual }, { transposeA, transposeB, activation: "none" }).c;
}
