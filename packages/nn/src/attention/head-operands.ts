import { formatShape, type Shape, ShapeError } from "@qkv/core-wasm/contract";
import type { Tensor } from "../tensor/tensor.ts";
import { type HeadRows, headsInTurn, headsSideBySide } from "./head-rows.ts";

/**
 * Queries, keys and values: in one tensor [batch, tokens, (heads + 2 keyValueHeads) headSize], all queries, all keys, all
 * values; or in three, [batch, tokens, heads headSize] or [batch, heads, tokens, headSize].
 */
export type AttentionOperands =
  | { readonly qkv: Tensor }
  | { readonly q: Tensor; readonly k: Tensor; readonly v: Tensor };

export interface HeadOperands {
  readonly q: HeadRows;
  readonly k: HeadRows;
  readonly v: HeadRows;
  /** Whether all three lie in q's tensor. */
  readonly packed: boolean;
}

interface HeadCounts {
  readonly heads: number;
  /** Each serves heads / keyValueHeads heads of the queries. Ainslie et al., arXiv:2305.13245. */
  readonly keyValueHeads: number;
}

/** Where the heads lie; an error in the name of the caller where the tensors are no such operands. */
export function headOperands(
  name: string,
  operands: AttentionOperands,
  { heads, keyValueHeads }: HeadCounts,
): HeadOperands {
  if (!(heads >= 1 && keyValueHeads >= 1) || heads % keyValueHeads !== 0)
    throw new RangeError(
      `${name}: heads is ${heads}, expected a multiple of keyValueHeads (${keyValueHeads})`,
    );
  const refuse = (operand: string, shape: Shape, expected: string): never => {
    throw new ShapeError(`${name}: ${operand} is ${formatShape(shape)}, expected ${expected}`);
  };
  if ("qkv" in operands) {
    const { qkv } = operands;
    const all = heads + 2 * keyValueHeads;
    const headSize = (qkv.shape[2] ?? 0) / all;
    if (qkv.shape.length !== 3 || !Number.isInteger(headSize))
      refuse("qkv", qkv.shape, `[batch, tokens, ${all} headSize]`);
    const part = (count: number, first: number) => headsSideBySide(qkv, headSize, count, first);
    return {
      q: part(heads, 0),
      k: part(keyValueHeads, heads),
      v: part(keyValueHeads, heads + keyValueHeads),
      packed: true,
    };
  }
  const inTurn = operands.q.shape.length === 4;
  const rowsOf = (operand: "q" | "k" | "v", count: number): HeadRows => {
    const tensor = operands[operand];
    const headSize = (tensor.shape[2] ?? 0) / count;
    const fits = inTurn
      ? tensor.shape.length === 4 && tensor.shape[1] === count
      : tensor.shape.length === 3 && Number.isInteger(headSize);
    if (!fits)
      refuse(
        operand,
        tensor.shape,
        inTurn ? `[batch, ${count}, tokens, headSize]` : `[batch, tokens, ${count} headSize]`,
      );
    return inTurn ? headsInTurn(tensor) : headsSideBySide(tensor, headSize, count);
  };
  const q = rowsOf("q", heads);
  const k = rowsOf("k", keyValueHeads);
  const v = rowsOf("v", keyValueHeads);
  if (k.batch !== q.batch || k.headSize !== q.headSize)
    refuse(
      "k",
      operands.k.shape,
      `the batch and headSize (${q.headSize}) of q, ${formatShape(operands.q.shape)}`,
    );
  if (v.batch !== k.batch || v.tokens !== k.tokens)
    refuse("v", operands.v.shape, `the batch and tokens of k, ${formatShape(operands.k.shape)}`);
  return { q, k, v, packed: false };
}
