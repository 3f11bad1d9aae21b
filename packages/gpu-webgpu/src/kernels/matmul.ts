import { matmulGeometry } from "@qkv/core-wasm/contract";
import type { KernelSet } from "../kernel-context.ts";
import { chooseForm } from "../matmul/choose-form.ts";
import { multiply } from "../matmul/multiply.ts";
import { productOf } from "../matmul/product-of.ts";

export const matmulKernels: KernelSet<"matmul"> = (context) => ({
  matmul: ({ a, b, bias, residual }, { c }, shapes, attrs) => {
    if (c.length === 0) return;
    const product = productOf(matmulGeometry("matmul", shapes.a, shapes.b, attrs), attrs);
    multiply(
      context,
      product,
      chooseForm(product, context.limits),
      { a, b, c, ...(bias && { bias }), ...(residual && { residual }) },
      {
        bias: bias !== undefined,
        residual: residual !== undefined,
        activation: attrs.activation,
      },
    );
  },
});
