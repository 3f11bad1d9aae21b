import { zeros } from "../device/create-tensor.ts";
import { soleOutput } from "../op-definition/sole-output.ts";
import { attentionOp } from "../ops/attention.ts";
import { cat } from "../ops/cat.ts";
import { permute } from "../ops/permute.ts";
import { reshape } from "../ops/reshape.ts";
import { slice } from "../ops/slice.ts";
import type { Generator } from "../random/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HeadOperands } from "./head-operands.ts";
import {
  gatherHeads,
  type HeadRows,
  headsInTurn,
  stepsInTurn,
  stepsSideBySide,
} from "./head-rows.ts";

export interface HeadScores {
  /** Added to the scores: [batch | 1, heads | 1, queries | 1, keys]. */
  readonly mask: Tensor | undefined;
  /** Query t sees the keys j <= t + queryOffset. */
  readonly causal: boolean;
  readonly queryOffset: number;
  readonly scale: number;
  readonly dropoutP: number;
  readonly generator: Generator;
}

/**
 * Attention of every head in one kernel; scores and weights are never stored. [batch, heads, queries, headSize] if
 * `inTurn`, else [batch, queries, heads headSize].
 */
export function attendFused(
  { q, k, v, packed }: HeadOperands,
  scores: HeadScores,
  inTurn: boolean,
): Tensor {
  if (v.headSize !== q.headSize) return withEvenWidths({ q, k, v }, scores, inTurn);
  const { mask, causal, queryOffset, scale, dropoutP, generator } = scores;
  const { batch, heads, tokens: queries, headSize } = q;
  const width = heads * headSize;
  const [outputShape, o] = inTurn
    ? [[batch, heads, queries, headSize], stepsInTurn(heads, queries, headSize)]
    : [[batch, queries, width], stepsSideBySide(queries, width, headSize)];
  const random = dropoutP > 0 ? generator.nextStream() : noRandomness;
  const outputs = attentionOp(
    packed ? { q: q.tensor, mask } : { q: q.tensor, k: k.tensor, v: v.tensor, mask },
    {
      batch,
      heads,
      keyValueHeads: k.heads,
      queries,
      keys: k.tokens,
      headSize,
      q: q.at,
      k: k.at,
      v: v.at,
      o,
      outputShape,
      queryOffset,
      causal,
      scale,
      dropoutP,
      seed: random.seed,
      stream: random.stream,
    },
  );
  return soleOutput(outputs, "o");
}

const noRandomness = { seed: 0, stream: 0 };

/** The kernel wants v as wide as q and k: zeros make up for the difference and change nothing. */
function withEvenWidths(
  { q, k, v }: Omit<HeadOperands, "packed">,
  scores: HeadScores,
  inTurn: boolean,
): Tensor {
  const width = Math.max(q.headSize, v.headSize);
  const padded = (rows: HeadRows): HeadRows => {
    const heads = gatherHeads(rows);
    const missing = [...heads.shape.slice(0, -1), width - rows.headSize];
    if (width === rows.headSize) return headsInTurn(heads);
    return headsInTurn(cat([heads, zeros(missing, { device: heads.device })], 3));
  };
  const operands = { q: padded(q), k: padded(k), v: padded(v), packed: false };
  const output = slice(attendFused(operands, scores, true), -1, 0, v.headSize);
  return inTurn ? output : reshape(permute(output, [0, 2, 1, 3]), [q.batch, q.tokens, -1]);
}
