import { isObserved } from "../module/observe.ts";
import type { RotaryEmbedding } from "../positions/rotary-embedding.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HeadOperands } from "./head-operands.ts";
import { gatherHeads, type HeadRows, headsInTurn } from "./head-rows.ts";

export interface RotationPlace {
  /** Position of the first token: those that are in the cache come before. */
  readonly offset: number;
  /** int32 [tokens] or [batch, tokens]: in its place. */
  readonly positions?: Tensor | undefined;
}

/** Queries and keys at their positions; heads side by side are rotated where they lie, unless somebody wants to see them. */
export function rotateHeads(
  operands: HeadOperands,
  rotary: RotaryEmbedding,
  place: RotationPlace,
): HeadOperands {
  const { q, k, v, packed } = operands;
  const inPlace = !place.positions && !isObserved();
  if (packed && inPlace && rotary.attentionFactor === 1) {
    const tensor = rotary.forwardSideBySide(q.tensor, q.headSize, q.heads + k.heads, place.offset);
    return { q: { ...q, tensor }, k: { ...k, tensor }, v: { ...v, tensor }, packed };
  }
  const rotated = (rows: HeadRows): HeadRows => {
    const sideBySide = rows.at.head === rows.headSize && rows.tensor.shape.length === 3;
    if (inPlace && !packed && sideBySide && rows.tokens > 1) {
      const { tensor, headSize, heads } = rows;
      return { ...rows, tensor: rotary.forwardSideBySide(tensor, headSize, heads, place.offset) };
    }
    return headsInTurn(rotary.forward(gatherHeads(rows), place));
  };
  return { q: rotated(q), k: rotated(k), v, packed: false };
}
