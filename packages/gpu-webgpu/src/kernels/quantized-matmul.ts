import type { KernelSet } from "../kernel-context.ts";
import { chooseForm } from "../matmul/choose-form.ts";
import { noEpilogue } from "../matmul/epilogue.ts";
import { planProduct, runProduct } from "../matmul/multiply.ts";
import { multiplyFewRows, quantizedProduct } from "../matmul/multiply-quantized.ts";
import { roundActivations } from "../matmul/round-activations.ts";

/** Rows of x up to which each workgroup reads the weight once, for all of them; 8 rows need 29 KiB of its memory. */
const fewRows = ({ maxComputeWorkgroupStorageSize }: GPUSupportedLimits): number =>
  maxComputeWorkgroupStorageSize >= 32768 ? 8 : 4;

export const quantizedMatmulKernels: KernelSet<"quantizedMatmul"> = (context) => ({
  quantizedMatmul: ({ x, packed, scales, bias }, { y }, _, { format, rows: n, width }) => {
    if (y.length === 0) return;
    const m = x.length / width;
    const weight = { packed, ...(scales && { scales }), ...(bias && { bias }) };
    if (m <= fewRows(context.limits)) {
      multiplyFewRows(context, format, { m, n, width }, { x, y, ...weight });
      return;
    }
    const product = quantizedProduct(format, { m, n, width });
    const epilogue = { ...noEpilogue, bias: bias !== undefined };
    const form = chooseForm(product, context.limits);
    const a = format === "bf16" ? x : roundActivations(context, x, width);
    const plan = planProduct(context, product, form, epilogue);
    runProduct(context, plan, { a, b: packed, c: y, ...weight });
  },
});
