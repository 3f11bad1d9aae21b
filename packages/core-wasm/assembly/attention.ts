import { clearRows, dropoutRow, multiplyRows, scaleRow, softmaxRow } from './attention-rows';
import {
  comeFromMemory, forwardQueryBlock, hasFewQueries, packForProducts, panelFloats, products, QUERY_BLOCK, scoreRowFloats, visibleKeys,
} from './attention-scores';
import { clearHidden, maskRow } from './attention-mask';
import { blockTerms } from './blocked-sums';
import { multiplyInPlace } from './matmul-blocks';
import { FEW_ROWS, fewRowsScratchBytes, multiplyFewRows } from './matmul-few-rows';
import { RANDOM_WORDS } from './philox';
import { floatBytes, minCount } from './simd';

/**
 * Bytes of scratch that attention needs: panels of K^T, 16 rows of scores, one row of dropout factors, 32 random words, and
 * what few rows of long sums need.
 */
export function attentionScratchBytes(queries: i32, keys: i32, headSize: i32): usize {
  if (queries == 1) queries = FEW_ROWS; // heads that are handled together
  const rows = minCount(QUERY_BLOCK, queries) + 1;
  const ofFew = hasFewQueries(queries) ? fewRowsScratchBytes(queries, headSize, keys) : 0;
  return floatBytes(panelFloats(queries, keys, headSize) + rows * scoreRowFloats(keys) + RANDOM_WORDS) + ofFew;
}

/**
 * o = dropout(softmax(scale q k^T + mask)) v for every batch element and head; stats [batch, heads, queries, 2] = (max of scale q k + mask, 1 / sum exp).
 * Element (b, h, t, d) of q is q[b qBatch + h qHead + t qRow + d], the same for o, and for k and v with the key/value head of h.
 * mask (0: none) is mask[b maskBatch + h maskHead + t maskRow + key], -Infinity hides the key.
 * causal: query t sees keys up to t + queryOffset. dropoutThreshold 0: no dropout.
 */
export function attention(
  batch: i32, heads: i32, keyValueHeads: i32, queries: i32, keys: i32, headSize: i32,
  q: usize, qBatch: i32, qHead: i32, qRow: i32, k: usize, kBatch: i32, kHead: i32, kRow: i32,
  v: usize, vBatch: i32, vHead: i32, vRow: i32, o: usize, oBatch: i32, oHead: i32, oRow: i32,
  mask: usize, maskBatch: i32, maskHead: i32, maskStep: i32,
  stats: usize, scale: f32, causal: bool, queryOffset: i32,
  dropoutThreshold: u32, dropoutScale: f32, seed: u32, stream: u32, scratch: usize,
): void {
  attentionHeads(0, batch * heads, heads, keyValueHeads, queries, keys, headSize, q, qBatch, qHead, qRow, k, kBatch, kHead, kRow,
    v, vBatch, vHead, vRow, o, oBatch, oHead, oRow, mask, maskBatch, maskHead, maskStep, stats, scale, causal, queryOffset,
    dropoutThreshold, dropoutScale, seed, stream, scratch);
}

/** The heads first .. last - 1 of attention, counted through the batch: b heads + h. */
export function attentionHeads(
  first: i32, last: i32, heads: i32, keyValueHeads: i32, queries: i32, keys: i32, headSize: i32,
  q: usize, qBatch: i32, qHead: i32, qRow: i32, k: usize, kBatch: i32, kHead: i32, kRow: i32,
  v: usize, vBatch: i32, vHead: i32, vRow: i32, o: usize, oBatch: i32, oHead: i32, oRow: i32,
  mask: usize, maskBatch: i32, maskHead: i32, maskStep: i32,
  stats: usize, scale: f32, causal: bool, queryOffset: i32,
  dropoutThreshold: u32, dropoutScale: f32, seed: u32, stream: u32, scratch: usize,
): void {
  const group = heads / keyValueHeads;
  const horizon = causal ? queryOffset : keys;
  // Of one query some heads of a group are rows of one product, for which keys and values are read once.
  const oneQuery = queries == 1;
  let together = 1;
  for (let index = first; index < last; index += together) {
    const b = index / heads, h = index % heads;
    const shared = h / group;
    if (oneQuery) together = minCount(minCount(FEW_ROWS, last - index), group - h % group);
    const kHeadStart = k + floatBytes(b * kBatch + shared * kHead);
    // Heads of a group follow each other and share the panels.
    if (index == first || h % group == 0) packForProducts(queries, keys, headSize, kHeadStart, floatBytes(kRow), scratch);
    attendHead(oneQuery ? together : queries, oneQuery ? 0 : 1, keys, headSize,
      q + floatBytes(b * qBatch + h * qHead), floatBytes(oneQuery ? qHead : qRow), kHeadStart, floatBytes(kRow),
      v + floatBytes(b * vBatch + shared * vHead), floatBytes(vRow), o + floatBytes(b * oBatch + h * oHead), floatBytes(oneQuery ? oHead : oRow),
      mask ? mask + floatBytes(b * maskBatch + h * maskHead) : 0, floatBytes(oneQuery ? maskHead : maskStep), stats + (<usize>index * queries << 3), scale, horizon, index * queries, dropoutThreshold, dropoutScale, seed, stream, scratch);
  }
}

/**
 * One head, up to 16 queries at a time, each of which sees `more` keys than the one before (1), or one query of several
 * heads (0); strides in bytes, scratch starts with the panels of K^T.
 */
function attendHead(
  queries: i32, more: i32, keys: i32, headSize: i32, q: usize, qRow: usize, k: usize, kRow: usize, v: usize, vRow: usize, o: usize, oRow: usize,
  mask: usize, maskStep: usize, stats: usize, scale: f32, horizon: i32, firstRandomRow: u32,
  dropoutThreshold: u32, dropoutScale: f32, seed: u32, stream: u32, scratch: usize,
): void {
  const scores = scratch + floatBytes(panelFloats(queries, keys, headSize));
  const scoreRow = floatBytes(scoreRowFloats(keys));
  const factors = scores + scoreRow * minCount(QUERY_BLOCK, queries);
  const words = factors + scoreRow;
  const block = forwardQueryBlock(), terms = blockTerms(keys);
  for (let from = 0; from < queries; from += block) {
    const count = minCount(block, queries - from);
    const end = visibleKeys((from + count - 1) * more, horizon, keys);
    const oBlock = o + <usize>from * oRow;
    if (end == 0) {
      seeNothing(count, headSize, oBlock, oRow, stats + (<usize>from << 3));
      continue;
    }
    products(queries, count, end, headSize, q + <usize>from * qRow, qRow, k, kRow, scratch, scores, scoreRow);
    for (let i = 0; i < count; i++) {
      const row = scores + <usize>i * scoreRow;
      const visible = visibleKeys((from + i) * more, horizon, keys);
      const hidden = mask + <usize>(from + i) * maskStep;
      if (mask) maskRow(row, hidden, visible, scale);
      softmaxRow(row, visible, end, mask ? 1 : scale, stats + (<usize>(from + i) << 3));
      if (mask) clearHidden(row, hidden, visible);
      if (dropoutThreshold) {
        dropoutRow(factors, visible, firstRandomRow + from + i, dropoutThreshold, dropoutScale, seed, stream, words);
        multiplyRows(row, factors, visible);
      }
    }
    if (hasFewQueries(queries)) {
      multiplyFewRows(count, headSize, end, scores, scoreRow, v, vRow, oBlock, oRow, 0, 0, 0, terms,
        comeFromMemory(end, headSize), words + floatBytes(RANDOM_WORDS));
    } else multiplyInPlace(count, headSize, end, scores, scoreRow, v, vRow, oBlock, oRow, terms);
    for (let i = 0; i < count; i++) {
      scaleRow(oBlock + <usize>i * oRow, headSize, load<f32>(stats + (<usize>(from + i) << 3), 4));
    }
  }
}

/** No keys: o = 0, stats (-inf, 0). */
function seeNothing(count: i32, headSize: i32, o: usize, oRow: usize, stats: usize): void {
  clearRows(o, count, oRow, headSize);
  for (; count > 0; count--, stats += 8) {
    store<f32>(stats, -Infinity);
    store<f32>(stats, 0, 4);
  }
}
