import { type AttrsOf, refuseUnknownOptions, ShapeError } from "@qkv/core-wasm/contract";
import { wantsGrad } from "../autograd/grad-mode.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { productGradients } from "../op-definition/product-gradients.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { activatedMatmul } from "./activated-matmul.ts";

type MatmulAttrs = AttrsOf<"matmul">;

export const matmulOp = defineOp("matmul", {
  save: ({ a, b }) => ({ a, b }),
  // A weight: what lasts is worth a copy in the order in which it is read.
  inference: ({ b }, { transposeB }) =>
    b.lasting && b.shape.length === 2 && b.size > 0
      ? { b: b.storage.prepacked(b.shape, transposeB) }
      : {},
  backward: ({ gradient, saved: { a, b }, attrs, shapes, wants }) => ({
    ...productGradients(gradient, a, b, attrs, wants),
    bias: wants.bias ? reduceTo(gradient, shapes.bias!) : undefined,
    residual: wants.residual ? reduceTo(gradient, shapes.residual!) : undefined,
  }),
});

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** [n], added to every row. */
  readonly bias?: Tensor | undefined;
  /** Of the result's shape, added to it; not together with an activation. */
  readonly residual?: Tensor | undefined;
  readonly activation?: MatmulAttrs["activation"];
}

const optionNames: ReadonlySet<string> = new Set<keyof MatmulOptions>([
  ...(["transposeA", "transposeB", "bias", "residual", "activation"] as const),
]);

/** [..., m, k] x [..., k, n] -> [..., m, n]; leading axes broadcast as in `torch.matmul`. */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  refuseUnknownOptions("matmul", options, optionNames);
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
