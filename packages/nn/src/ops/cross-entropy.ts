import { type AttrsOf, sizeOf } from "@qkv/core-wasm/contract";
import { wantsGrad } from "../autograd/grad-mode.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOp } from "./define-op.ts";

/** The forward pass has computed dlogits for dloss = 1; here it is scaled by the dloss that came. */
export const crossEntropyOp = defineOp("crossEntropy", {
  save: (_, { dlogits }) => ({ dlogits: dlogits! }),
  backward: ({ gradient, saved: { dlogits }, shapes, attrs: { reduction } }) => {
    const count = sizeOf(shapes.target);
    const classes = dlogits.shape.at(-1)!;
    const rows = dlogits.view([count, classes]);
    const dloss = reduction === "none" ? gradient.view([count, 1]) : gradient;
    return { logits: launch("mul", { a: rows, b: dloss }, {}).c.view(dlogits.shape) };
  },
});

export interface CrossEntropyOptions {
  readonly reduction?: AttrsOf<"crossEntropy">["reduction"];
  /** Targets that count for nothing. */
  readonly ignoreIndex?: number;
  readonly labelSmoothing?: number;
}

/**
 * -log softmax(logits)[target], averaged: logits [..., classes], target int32 [...]. PyTorch's
 * `F.cross_entropy` with the classes on the last axis. In nats.
 */
export function crossEntropy(
  logits: Tensor,
  target: Tensor,
  { reduction = "mean", ignoreIndex = -100, labelSmoothing = 0 }: CrossEntropyOptions = {},
): Tensor {
  const gradient = wantsGrad(logits);
  return crossEntropyOp({ logits, target }, { reduction, ignoreIndex, labelSmoothing, gradient })
    .loss;
}
