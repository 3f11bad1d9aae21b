import { isIntegerFormat } from "@qkv/core-wasm/contract";
import type { KernelSet } from "../kernel-context.ts";
import { chooseTiles } from "../matmul/choose-form.ts";
import { noEpilogue } from "../matmul/epilogue.ts";
import { planProduct, runProduct } from "../matmul/plan-product.ts";
import { hasFewRows, multiplyFewRows, quantizedProduct } from "../matmul/quantized-product.ts";
import { roundActivations } from "../matmul/round-activations.ts";

export const quantizedMatmulKernels: KernelSet<"quantizedMatmul"> = (context) => ({
  quantizedMatmul: ({ x, packed, scales, bias }, { y }, _, { format, rows: n, width }) => {
    if (y.length === 0) return;
    const m = x.length / width;
    const weight = { packed, ...(scales && { scales }), ...(bias && { bias }) };
    const size = { m, n, width };
    if (hasFewRows(size)) {
      multiplyFewRows(context, format, size, { x, y, ...weight });
      return;
    }
    const product = quantizedProduct(format, size);
    const epilogue = { ...noEpilogue, bias: bias !== undefined };
    const form = chooseTiles(product, context.limits);
    const a = isIntegerFormat(format) ? roundActivations(context, x, width) : x;
    const plan = planProduct(context, product, form, epilogue);
    runProduct(context, plan, { a, b: packed, c: y, ...weight });
  },
});
