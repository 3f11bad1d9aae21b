import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy exponent x^(exponent - 1); 0 for an exponent of 0, whatever x is. */
export const powOp = defineOp("pow", {
  save: ({ x }) => ({ x }),
  backward: ({ gradient, saved: { x }, attrs: { exponent } }) => {
    if (exponent === 0) return { x: filled(gradient.device, x.shape, 0) };
    const power = launch("pow", { x }, { exponent: exponent - 1 }).y;
    const slope = launch("scale", { x: power }, { factor: exponent }).y;
    return { x: launch("mul", { a: gradient, b: slope }, {}).c };
  },
});

/** x^exponent, for a number known on the host. */
export const pow = (x: Tensor, exponent: number): Tensor => powOp({ x }, { exponent }).y;
