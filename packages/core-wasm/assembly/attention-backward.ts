import { accumulate as addTo } from './accumulate';
import { addMaskGradient, clearHidden, maskRow } from './attention-mask';
import { blockTerms } from './blocked-sums';
import { clearRows, dotRow, dropoutRow, multiplyRows, scaleRow, softmaxGradientRow } from './attention-rows';
import { packForProducts, panelFloats, products, QUERY_BLOCK, scoreRowFloats, visibleKeys } from './attention-scores';
import { multiplyInPlace, multiplyTransposedBlock, touchRows } from './matmul-blocks';
import { RANDOM_WORDS } from './philox';
import { floatBytes, minCount } from './simd';

/** Queries whose shares of dK and dV are summed before they are added to those of the queries behind them: sums of blocks. */
const QUERIES_TOGETHER: i32 = 1024;

/**
 * Bytes of scratch that attentionBackward needs: panels of K^T and V^T, 16 rows of S and of dP, one row of dropout factors,
 * 32 random words, and with many queries the dK and dV of those that are summed together.
 */
export function attentionBackwardScratchBytes(queries: i32, keys: i32, headSize: i32): usize {
  const rows = 2 * minCount(QUERY_BLOCK, queries) + 1;
  const ofStretch = queries > QUERIES_TOGETHER ? 2 * keys * headSize : 0;
  return floatBytes(2 * panelFloats(queries, keys, headSize) + rows * scoreRowFloats(keys) + RANDOM_WORDS + ofStretch);
}

/**
 * Gradients of attention, written and not added: P is recomputed from stats, delta = dO . o, dP = dO v^T,
 * dS = P (dP - delta) scale, dQ = dS k, dK = dS^T q and dV = P^T dO summed over the heads that share k and v.
 * dMask (0: not wanted) has the steps of the mask and must hold zeros: dS / scale is added to it.
 * dO has the strides of o; dQ, dK and dV those of q, k and v.
 */
export function attentionBackward(
  batch: i32, heads: i32, keyValueHeads: i32, queries: i32, keys: i32, headSize: i32,
  q: usize, qBatch: i32, qHead: i32, qRow: i32, k: usize, kBatch: i32, kHead: i32, kRow: i32,
  v: usize, vBatch: i32, vHead: i32, vRow: i32, o: usize, dO: usize, oBatch: i32, oHead: i32, oRow: i32,
  mask: usize, dMask: usize, maskBatch: i32, maskHead: i32, maskStep: i32,
  stats: usize, dQ: usize, dK: usize, dV: usize, scale: f32, causal: bool, queryOffset: i32,
  dropoutThreshold: u32, dropoutScale: f32, seed: u32, stream: u32, scratch: usize,
): void {
  attentionBackwardHeads(0, batch * keyValueHeads, heads, keyValueHeads, queries, keys, headSize, q, qBatch, qHead, qRow,
    k, kBatch, kHead, kRow, v, vBatch, vHead, vRow, o, dO, oBatch, oHead, oRow, mask, dMask, maskBatch, maskHead, maskStep,
    stats, dQ, dK, dV, scale, causal, queryOffset, dropoutThreshold, dropoutScale, seed, stream, scratch);
}

/** The key/value heads first .. last - 1 of attentionBackward, counted through the batch, each with its group of query heads. */
export function attentionBackwardHeads(
  first: i32, last: i32, heads: i32, keyValueHeads: i32, queries: i32, keys: i32, headSize: i32,
  q: usize, qBatch: i32, qHead: i32, qRow: i32, k: usize, kBatch: i32, kHead: i32, kRow: i32,
  v: usize, vBatch: i32, vHead: i32, vRow: i32, o: usize, dO: usize, oBatch: i32, oHead: i32, oRow: i32,
  mask: usize, dMask: usize, maskBatch: i32, maskHead: i32, maskStep: i32,
  stats: usize, dQ: usize, dK: usize, dV: usize, scale: f32, causal: bool, queryOffset: i32,
  dropoutThreshold: u32, dropoutScale: f32, seed: u32, stream: u32, scratch: usize,
): void {
  const group = heads / keyValueHeads;
  const horizon = causal ? queryOffset : keys;
  const seen = visibleKeys(queries - 1, horizon, keys);
  const panelBytes = floatBytes(panelFloats(queries, keys, headSize));
  for (let index = first; index < last; index++) {
    const b = index / keyValueHeads, shared = index % keyValueHeads;
    const kOffset = floatBytes(b * kBatch + shared * kHead), vOffset = floatBytes(b * vBatch + shared * vHead);
    const size = floatBytes(headSize);
    // The forward pass is long ago: short rows far apart would come from memory one by one.
    touchRows(k + kOffset, keys, floatBytes(kRow), size);
    touchRows(v + vOffset, keys, floatBytes(vRow), size);
    packForProducts(queries, keys, headSize, k + kOffset, floatBytes(kRow), scratch);
    packForProducts(queries, keys, headSize, v + vOffset, floatBytes(vRow), scratch + panelBytes);
    for (let member = 0; member < group; member++) {
      const h = shared * group + member;
      const row = (b * heads + h) * queries;
      const maskOffset = floatBytes(b * maskBatch + h * maskHead);
      const qOffset = floatBytes(b * qBatch + h * qHead), oOffset = floatBytes(b * oBatch + h * oHead);
      touchRows(q + qOffset, queries, floatBytes(qRow), size);
      touchRows(o + oOffset, queries, floatBytes(oRow), size);
      touchRows(dO + oOffset, queries, floatBytes(oRow), size);
      backHead(queries, keys, headSize, q + qOffset, floatBytes(qRow), k + kOffset, floatBytes(kRow), v + vOffset, floatBytes(vRow),
        o + oOffset, dO + oOffset, floatBytes(oRow), mask ? mask + maskOffset : 0, dMask ? dMask + maskOffset : 0, floatBytes(maskStep), stats + (<usize>row << 3), dQ + qOffset, dK + kOffset, dV + vOffset,
        scale, horizon, row, dropoutThreshold, dropoutScale, seed, stream, member > 0, scratch);
    }
    clearRows(dK + kOffset + floatBytes(seen * kRow), keys - seen, floatBytes(kRow), headSize);
    clearRows(dV + vOffset + floatBytes(seen * vRow), keys - seen, floatBytes(vRow), headSize);
  }
}

/** One head; strides in bytes, scratch starts with the panels of K^T and V^T; accumulate: dK and dV already hold the head before. */
function backHead(
  queries: i32, keys: i32, headSize: i32, q: usize, qRow: usize, k: usize, kRow: usize, v: usize, vRow: usize,
  o: usize, dO: usize, oRow: usize, mask: usize, dMask: usize, maskStep: usize, stats: usize, dQ: usize, dK: usize, dV: usize,
  scale: f32, horizon: i32, firstRandomRow: u32,
  dropoutThreshold: u32, dropoutScale: f32, seed: u32, stream: u32, accumulate: bool, scratch: usize,
): void {
  const panelBytes = floatBytes(panelFloats(queries, keys, headSize));
  const scoreRow = floatBytes(scoreRowFloats(keys));
  const blockBytes = scoreRow * minCount(QUERY_BLOCK, queries);
  const scores = scratch + 2 * panelBytes;
  const gradients = scores + blockBytes;
  const factors = gradients + blockBytes;
  const words = factors + scoreRow;
  const terms = blockTerms(keys);
  // With many queries dK and dV are summed apart, then added.
  const apart = queries > QUERIES_TOGETHER, size = floatBytes(headSize);
  const ofK = apart ? words + floatBytes(RANDOM_WORDS) : dK, ofV = apart ? ofK + size * keys : dV;
  const ofKRow = apart ? size : kRow, ofVRow = apart ? size : vRow;
  let adds = apart ? false : accumulate, seen = 0;
  // Downwards: the first block sees every key that any block sees, so that dK and dV need no zeros to start from.
  for (let from = (queries - 1) / QUERY_BLOCK * QUERY_BLOCK; from >= 0; from -= QUERY_BLOCK) {
    const count = minCount(QUERY_BLOCK, queries - from);
    const end = visibleKeys(from + count - 1, horizon, keys);
    if (apart && (from + QUERY_BLOCK) % QUERIES_TOGETHER == 0) adds = false;
    if (!adds) seen = end;
    const qBlock = q + <usize>from * qRow, dQBlock = dQ + <usize>from * qRow, dOBlock = dO + <usize>from * oRow;
    if (end == 0) {
      clearRows(dQBlock, count, qRow, headSize);
      continue;
    }
    products(queries, count, end, headSize, qBlock, qRow, k, kRow, scratch, scores, scoreRow);
    products(queries, count, end, headSize, dOBlock, oRow, v, vRow, scratch + panelBytes, gradients, scoreRow);
    for (let i = 0; i < count; i++) {
      const row = scores + <usize>i * scoreRow, gradient = gradients + <usize>i * scoreRow;
      const visible = visibleKeys(from + i, horizon, keys);
      const delta = dotRow(headSize, o + <usize>(from + i) * oRow, dOBlock + <usize>i * oRow);
      if (dropoutThreshold) {
        dropoutRow(factors, visible, firstRandomRow + from + i, dropoutThreshold, dropoutScale, seed, stream, words);
        multiplyRows(gradient, factors, visible);
      }
      const hidden = <usize>(from + i) * maskStep;
      if (mask) maskRow(row, mask + hidden, visible, scale);
      softmaxGradientRow(row, gradient, visible, end, mask ? 1 : scale, dMask ? 1 : scale, stats + (<usize>(from + i) << 3), delta);
      if (mask) {
        clearHidden(row, mask + hidden, visible);
        clearHidden(gradient, mask + hidden, visible);
      }
      if (dMask) {
        addMaskGradient(dMask + hidden, gradient, visible);
        scaleRow(gradient, visible, scale);
      }
      if (dropoutThreshold) multiplyRows(row, factors, visible);
    }
    multiplyInPlace(count, headSize, end, gradients, scoreRow, k, kRow, dQBlock, qRow, terms);
    multiplyTransposedBlock(end, headSize, count, gradients, scoreRow, 0, qBlock, 32, qRow, ofK, ofKRow, adds ? ofK : 0, ofKRow, 0, count);
    multiplyTransposedBlock(end, headSize, count, scores, scoreRow, 0, dOBlock, 32, oRow, ofV, ofVRow, adds ? ofV : 0, ofVRow, 0, count);
    adds = true;
    if (apart && (from % QUERIES_TOGETHER == 0 || visibleKeys(from - 1, horizon, keys) == 0)) {
      addRows(seen, headSize, ofK, dK, kRow, accumulate);
      addRows(seen, headSize, ofV, dV, vRow, accumulate);
      accumulate = true;
    }
  }
}

/** to [rows, columns] += from, or = from unless it adds; rows of `to` are toRow bytes apart. */
function addRows(rows: i32, columns: i32, from: usize, to: usize, toRow: usize, adds: bool): void {
  const bytes = floatBytes(columns);
  for (; rows > 0; rows--, from += bytes, to += toRow) {
    if (adds) addTo(to, from, columns);
    else memory.copy(to, from, bytes);
  }
}
