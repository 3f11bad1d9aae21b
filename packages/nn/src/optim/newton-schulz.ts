import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { constant, l2Norm } from "./tensor-norm.ts";

export interface NewtonSchulzOptions {
  readonly nsCoefficients: readonly [number, number, number];
  readonly nsSteps: number;
  readonly eps: number;
}

/**
 * Nearly U V^T of the singular value decomposition U S V^T of a matrix: x / max(|x|, eps), then nsSteps times
 * x = a x + (b G + c G^2) x with G = x x^T, or from the other side when there are more rows than columns.
 * Frees nothing that it makes: call it in a scope.
 */
export function orthogonalized(
  matrix: Tensor,
  { nsCoefficients: [a, b, c], nsSteps, eps }: NewtonSchulzOptions,
): Tensor {
  const [rows = 0, columns = 0] = matrix.shape;
  const tall = rows > columns;
  const norm = launch("maximum", { a: l2Norm(matrix), b: constant(matrix.device, eps) }, {}).c;
  let x = launch("div", { a: matrix, b: norm }, {}).c;
  for (let i = 0; i < nsSteps; i++) {
    const gram = product(x, x, { transposeA: tall, transposeB: !tall });
    const polynomial = product(scaled(gram, c), gram, { residual: scaled(gram, b) });
    const residual = scaled(x, a);
    x = tall ? product(x, polynomial, { residual }) : product(polynomial, x, { residual });
  }
  return x;
}

const scaled = (x: Tensor, factor: number): Tensor => launch("scale", { x }, { factor }).y;

function product(
  a: Tensor,
  b: Tensor,
  {
    transposeA = false,
    transposeB = false,
    residual,
  }: { transposeA?: boolean; transposeB?: boolean; residual?: Tensor },
): Tensor {
  return launch("matmul", { a, b, residual }, { transposeA, transposeB, activation: "none" }).c;
}
