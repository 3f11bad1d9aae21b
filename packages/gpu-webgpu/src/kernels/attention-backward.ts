import { attentionBackward } from "../attention/backward.ts";
import {
  attentionForm,
  attentionValues,
  hasLargeTiles,
  headBlocks,
} from "../attention/choose-form.ts";
import { attentionMaskGradient } from "../attention/mask-gradient.ts";
import { queryStatistics } from "../attention/query-statistics.ts";
import { clearUncovered } from "../data-movement/clear.ts";
import type { KernelSet } from "../kernel-context.ts";

export const attentionBackwardKernels: KernelSet<"attentionBackward"> = (context) => ({
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
    run(
      attentionBackward(large, width, dk === undefined, wide, mask !== undefined, dropout),
      { ...operands, dq, ...(dk && dv ? { dk, dv } : {}) },
      values,
      [2 * Math.ceil(keys / side) + Math.ceil(queries / side), heads, batch],
    );
    if (!dmask) return;
    run(attentionMaskGradient(width, wide, dropout), { ...operands, dmask }, values, [
      Math.ceil(keys / 32),
      values.maskRow === 0 ? 1 : Math.ceil(queries / 32),
      (values.maskBatch === 0 ? 1 : batch) * (values.maskHead === 0 ? 1 : heads),
    ]);
  },
});
