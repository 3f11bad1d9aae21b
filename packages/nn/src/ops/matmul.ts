import {
  type AttrsOf,
  expectShape,
  formatShape,
  matmulGeometry,
  refuseUnknownOptions,
  type Shape,
  ShapeError,
  sizeOf,
  type TransposeFlags,
} from "@qkv/core-wasm/contract";
import { wantsGrad } from "../autograd/grad-mode.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { productGradients } from "../op-definition/product-gradients.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { activatedMatmul } from "./activated-matmul.ts";
import { reshape } from "./reshape.ts";

export const matmulOp = defineOp("matmul", {
  save: ({ a, b }) => ({ a, b }),
  // A weight: what lasts is worth a copy in the order in which it is read.
  inference: ({ b }, { transposeB }) =>
    b.lasting && b.shape.length === 2 && b.size > 0
      ? { b: b.storage.prepacked(b.shape, transposeB) }
      : undefined,
  backward: ({ gradient, saved: { a, b }, attrs, shapes, wants }) => ({
    ...productGradients(gradient, a, b, attrs, wants),
    bias: wants.bias ? reduceTo(gradient, shapes.bias!) : undefined,
    residual: wants.residual ? reduceTo(gradient, shapes.residual!) : undefined,
  }),
});

/** Options of `matmul`: transposed operands, and what is computed in the same pass. */
export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** [n], added to every row. */
  readonly bias?: Tensor | undefined;
  /** Of the result's shape, added to it; not together with an activation. */
  readonly residual?: Tensor | undefined;
  readonly activation?: AttrsOf<"matmul">["activation"];
}

const optionNames: ReadonlySet<string> = new Set<keyof MatmulOptions>([
  ...(["transposeA", "transposeB", "bias", "residual", "activation"] as const),
]);

/**
 * [..., m, k] x [..., k, n] -> [..., m, n]; leading axes broadcast. A vector in front is a row, one behind a column, and the
 * axis that it lacks is not in the result either: [k] x [k] -> [], [k] x [..., k, n] -> [..., n], [..., m, k] x [k] -> [..., m].
 * A sum of no terms (k = 0) is 0. https://docs.pytorch.org/docs/stable/generated/torch.matmul.html
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  expectTensor("matmul", "a", a);
  expectTensor("matmul", "b", b);
  refuseUnknownOptions("matmul", options, optionNames);
  expectAxes("a", a);
  expectAxes("b", b);
  if (a.shape.length === 1 || b.shape.length === 1) return vectorProduct(a, b, options);
  const { transposeA = false, transposeB = false } = options;
  const { bias, residual, activation = "none" } = options;
  const inputs = { a, b, bias, residual };
  const attrs = { transposeA, transposeB, activation };
  // A fused activation keeps nothing for its gradient, which training needs.
  if (activation === "none" || !wantsGrad(a, b, bias, residual)) return matmulOp(inputs, attrs).c;
  if (residual)
    throw new ShapeError(
      `matmul: residual is given with activation "${activation}", expected activation "none"`,
    );
  return activatedMatmul({ a, b, bias }, attrs);
}

function expectAxes(operand: string, { shape }: Tensor): void {
  if (shape.length === 0)
    throw new ShapeError(
      `matmul: ${operand} is [], expected a vector or matrices; mul multiplies by a number`,
    );
}

/** A product with a vector, which transposes leave as it is. */
function vectorProduct(a: Tensor, b: Tensor, options: MatmulOptions): Tensor {
  const [row, column] = [a.shape.length === 1, b.shape.length === 1];
  const transposeA = !row && options.transposeA === true;
  const transposeB = !column && options.transposeB === true;
  const k = a.shape.at(transposeA ? -2 : -1)!;
  if (b.shape.at(column || transposeB ? -1 : -2) !== k)
    throw new ShapeError(
      `matmul: b${transposeB ? " (transposed)" : ""} is ${formatShape(b.shape)}, expected ${k} terms ` +
        `as in a${transposeA ? " (transposed)" : ""}, ${formatShape(a.shape)}`,
    );
  const { bias, residual, activation = "none" } = options;
  const product = (left: Tensor, right: Tensor, flags: TransposeFlags, shape: Shape): Tensor => {
    if (residual) expectShape("matmul", "residual", residual.shape, shape);
    const { batch, m, n } = matmulGeometry("matmul", left.shape, right.shape, flags);
    const added = residual && reshape(residual, [...batch, m, n]);
    return reshape(matmul(left, right, { ...flags, bias, activation, residual: added }), shape);
  };
  if (!column) {
    const shape = [...b.shape.slice(0, -2), b.shape.at(transposeB ? -2 : -1)!];
    return product(reshape(a, [1, k]), b, { transposeA, transposeB }, shape);
  }
  if (bias)
    throw new ShapeError(
      `matmul: bias is ${formatShape(bias.shape)} and b a vector, ${formatShape(b.shape)}, expected no bias: the result has no columns`,
    );
  if (transposeA) {
    const shape = [...a.shape.slice(0, -2), a.shape.at(-1)!];
    return product(a, reshape(b, [k, 1]), { transposeA, transposeB }, shape);
  }
  // The rows of A are those of a matrix that is read in place, as a weight: the vector is the one that is multiplied by it.
  const shape = a.shape.slice(0, -1);
  const rows = reshape(a, [sizeOf(shape), k]);
  return product(reshape(b, [1, k]), rows, { transposeA, transposeB: true }, shape);
}
