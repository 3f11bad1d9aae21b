import { launch } from "../tensor/launch.ts";
import { defineOp } from "./define-op.ts";

/** The block-wise backward pass: probabilities are made again from q, k and the row statistics. */
export const attentionOp = defineOp("attention", {
  save: ({ q, k, v }, { o, stats }) => ({ q, k, v, o, stats }),
  backward: ({ gradient, saved: { q, k, v, o, stats }, attrs }) => {
    const { dq, dk, dv } = launch("attentionBackward", { q, k, v, o, dO: gradient, stats }, attrs);
    return { q: dq, k: dk, v: dv };
  },
});
