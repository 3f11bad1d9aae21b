import { defineOp } from "../op-definition/define-op.ts";
import { launch } from "../tensor/launch.ts";

/** The block-wise backward pass: probabilities are made again from q, k and the row statistics. */
export const attentionOp = defineOp("attention", {
  save: ({ q, k, v, mask }, { o, stats }) => ({ q, k, v, mask, o, stats }),
  backward: ({ gradient, saved: { q, k, v, mask, o, stats }, attrs, wants }) => {
    const { dq, dk, dv, dmask } = launch(
      "attentionBackward",
      { q, k, v, mask, o, dO: gradient, stats },
      { ...attrs, maskGradient: wants.mask === true },
    );
    return { q: dq, k: dk, v: dv, mask: dmask };
  },
});
