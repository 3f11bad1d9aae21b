import { type MatmulAttrs, matmulGeometry, type Shape } from "@qkv/core-wasm/contract";
import { clearUncovered } from "../data-movement/clear.ts";
import type { KernelContext, KernelSet } from "../kernel-context.ts";
import { chooseForm } from "../matmul/choose-form.ts";
import type { Epilogue } from "../matmul/epilogue.ts";
import { type ProductPlan, planProduct, runProduct } from "../matmul/plan-product.ts";
import { simplifyProduct } from "../matmul/simplify-product.ts";
import { sumSplitK } from "../matmul/sum-split-k.ts";

/** Plans that are kept: the steps of a training run, or of decoding, repeat theirs. */
const mostPlans = 4096;

/** Plans by shapes and attributes: making one takes longer than recording a launch. */
function planner(context: KernelContext) {
  const plans = new Map<string, ProductPlan>();
  return (a: Shape, b: Shape, attrs: MatmulAttrs, bias: boolean, residual: boolean) => {
    const { transposeA, transposeB, activation } = attrs;
    const key = `${a} ${b} ${transposeA} ${transposeB} ${activation} ${bias} ${residual}`;
    let plan = plans.get(key);
    if (!plan) {
      if (plans.size >= mostPlans) plans.clear();
      const product = simplifyProduct(matmulGeometry("matmul", a, b, attrs), attrs);
      const epilogue: Epilogue = { bias, residual, activation };
      plan = planProduct(context, product, chooseForm(product, context.limits), epilogue);
      plans.set(key, plan);
    }
    return plan;
  };
}

export const matmulKernels: KernelSet<"matmul"> = (context) => {
  const planOf = planner(context);
  return {
    matmul: ({ a, b, bias, residual }, { c }, shapes, attrs) => {
      if (c.length === 0) return;
      const operands = { ...(bias && { bias }), ...(residual && { residual }) };
      const { n, k } = matmulGeometry("matmul", shapes.a, shapes.b, attrs);
      if (k === 0) {
        const parts = context.temporary(c.length);
        clearUncovered(context, parts, 0);
        const epilogue = { bias: !!bias, residual: !!residual, activation: attrs.activation };
        return sumSplitK(context, { parts, c, ...operands }, epilogue, { splits: 1, n });
      }
      const plan = planOf(shapes.a, shapes.b, attrs, bias !== undefined, residual !== undefined);
      runProduct(context, plan, { a, b, c, ...operands });
    },
  };
};
