import type { AttentionAttrs } from "@qkv/core-wasm/contract";
import { attentionBackward } from "../attention/backward.ts";
import {
  attentionForm,
  hasFewQueries,
  hasLargeTiles,
  headBlocks,
  keySplits,
} from "../attention/choose-form.ts";
import { combineSplits } from "../attention/combine-splits.ts";
import { attentionFewQueries, keysOfStep } from "../attention/few-queries.ts";
import { attentionForward } from "../attention/forward.ts";
import { gradientParts, gradientTiles } from "../attention/gradient-parts.ts";
import { attentionMaskGradient } from "../attention/mask-gradient.ts";
import { attentionValues } from "../attention/params.ts";
import { queryStatistics } from "../attention/query-statistics.ts";
import { isLongSum } from "../attention/tile.ts";
import { clearUncovered } from "../data-movement/clear.ts";
import type { KernelContext, KernelSet } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";

export const attentionKernels: KernelSet<"attention" | "attentionBackward"> = (context) => ({
  attention: ({ q, k = q, v = q, mask }, { o, stats }, shapes, attrs) => {
    const { batch, heads, queries, headSize } = attrs;
    clearUncovered(context, o, batch * heads * queries * headSize);
    const operands = { q, k, v, ...(mask ? { mask } : {}) };
    if (hasFewQueries(attrs)) return attendFew(context, operands, { o, stats }, shapes.mask, attrs);
    const form = attentionForm(attrs, shapes.mask);
    const large = hasLargeTiles(attrs, context.limits);
    context.run(
      attentionForward(
        ...([large, headBlocks(attrs), form.wide, form.mask, form.dropout] as const),
        isLongSum(attrs.keys),
      ),
      { ...operands, o, stats },
      attentionValues(attrs, shapes.mask),
      [Math.ceil(queries / (large ? 64 : 32)), heads, batch],
    );
  },
  attentionBackward: ({ q, k, v, mask, o, dO, stats }, { dq, dk, dv, dmask }, shapes, attrs) => {
    const { run, temporary } = context;
    const { batch, heads, keyValueHeads, queries, keys, headSize } = attrs;
    const { wide, dropout } = attentionForm(attrs, shapes.mask);
    const values = attentionValues(attrs, shapes.mask);
    const width = headBlocks(attrs);
    const ofQueries = batch * heads * queries * headSize;
    const ofKeys = batch * keyValueHeads * keys * headSize;
    clearUncovered(context, dq, ofQueries + (dk ? 0 : ofKeys) + (dv ? 0 : ofKeys));
    if (dk) clearUncovered(context, dk, ofKeys);
    if (dv) clearUncovered(context, dv, ofKeys);

    const count = batch * heads * queries;
    const rows = temporary(4 * count);
    const rowGrid = Math.min(Math.ceil(count / 8), 65535);
    run(queryStatistics(wide), { o, dO, stats, rows }, { ...values, count }, rowGrid);

    const operands = { q, k: k ?? q, v: v ?? q, dO, rows, ...(mask ? { mask } : {}) };
    const large = hasLargeTiles(attrs, context.limits);
    const side = large ? 64 : 32;
    const gradients = { dq, ...(dk && dv ? { dk, dv } : {}) };
    const bound = Object.keys(operands).length + Object.keys(gradients).length;
    for (const part of gradientParts(bound, context.limits))
      run(
        attentionBackward(
          ...([large, width, !dk, wide, mask !== undefined, dropout, part] as const),
          isLongSum(Math.max(keys, queries * (heads / keyValueHeads))),
        ),
        { ...operands, ...gradients },
        values,
        [gradientTiles(part, Math.ceil(keys / side), Math.ceil(queries / side)), heads, batch],
      );
    if (!dmask) return;
    run(attentionMaskGradient(width, wide, dropout), { ...operands, dmask }, values, [
      Math.ceil(keys / 32),
      values.maskRow === 0 ? 1 : Math.ceil(queries / 32),
      (values.maskBatch === 0 ? 1 : batch) * (values.maskHead === 0 ? 1 : heads),
    ]);
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
