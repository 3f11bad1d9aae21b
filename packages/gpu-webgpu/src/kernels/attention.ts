import type { AttentionAttrs } from "@qkv/core-wasm/contract";
import {
  attentionForm,
  attentionValues,
  hasFewQueries,
  hasLargeTiles,
  headBlocks,
  keySplits,
} from "../attention/choose-form.ts";
import { attentionFewQueries, combineSplits, keysOfStep } from "../attention/few-queries.ts";
import { attentionForward } from "../attention/forward.ts";
import { clearUncovered } from "../data-movement/clear.ts";
import type { KernelContext, KernelSet } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";

export const attentionKernels: KernelSet<"attention"> = (context) => ({
  attention: ({ q, k = q, v = q, mask }, { o, stats }, shapes, attrs) => {
    const { batch, heads, queries, headSize } = attrs;
    clearUncovered(context, o, batch * heads * queries * headSize);
    const operands = { q, k, v, ...(mask ? { mask } : {}) };
    if (hasFewQueries(attrs)) return attendFew(context, operands, { o, stats }, shapes.mask, attrs);
    const form = attentionForm(attrs, shapes.mask);
    const large = hasLargeTiles(attrs, context.limits);
    context.run(
      attentionForward(large, headBlocks(attrs), form.wide, form.mask, form.dropout),
      { ...operands, o, stats },
      attentionValues(attrs, shapes.mask),
      [Math.ceil(queries / (large ? 64 : 32)), heads, batch],
    );
  },
});

function attendFew(
  { run, temporary }: KernelContext,
  operands: Readonly<Record<"q" | "k" | "v", WebgpuBuffer>>,
  outputs: { readonly o: WebgpuBuffer; readonly stats: WebgpuBuffer },
  mask: readonly number[] | undefined,
  attrs: AttentionAttrs,
): void {
  const { batch, heads, queries, keys } = attrs;
  const form = attentionForm(attrs, mask);
  const values = attentionValues(attrs, mask);
  const width = headBlocks(attrs);
  const step = keysOfStep(width);
  const span = step * Math.ceil(Math.max(1, keys) / keySplits(attrs) / step);
  const splits = Math.max(1, Math.ceil(keys / span));
  const part = attentionFewQueries(splits > 1, width, form.wide, form.mask, form.dropout);
  if (splits === 1) {
    run(part, { ...operands, ...outputs }, { ...values, span }, [heads * queries, 1, batch]);
    return;
  }
  const parts = temporary(4 * batch * heads * queries * splits * (1 + values.head4));
  run(part, { ...operands, parts }, { ...values, span }, [heads * queries, splits, batch]);
  run(combineSplits(form.wide), { parts, ...outputs }, { ...values, splits }, [
    heads * queries,
    1,
    batch,
  ]);
}
