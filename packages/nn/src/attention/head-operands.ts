import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import type { Module } from "../module/module.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type HeadRows, headsInTurn, headsSideBySide } from "./head-rows.ts";

/**
 * Queries, keys and values: in one tensor [batch, tokens, (heads + 2 keyValueHeads) headSize], all queries, all keys, all
 * values; or in three, [batch, tokens, heads headSize] or [batch, heads, tokens, headSize].
 */
export type AttentionOperands =
  | { readonly qkv: Tensor }
  | { readonly q: Tensor; readonly k: Tensor; readonly v: Tensor };

/** Queries, keys and values as kernels read them: rows of a head, wherever they lie in their tensors. */
export interface HeadOperands {
  readonly q: HeadRows;
  readonly k: HeadRows;
  readonly v: HeadRows;
  /** Whether all three lie in q's tensor. */
  readonly packed: boolean;
}

/**
 * Where the heads lie. Each of keys and values serves heads / keyValueHeads heads of the queries: Ainslie et al.,
 * arXiv:2305.13245. An error names the module, or "attend", where the tensors are no such operands.
 */
export function headOperands(
  operands: AttentionOperands,
  heads: number,
  keyValueHeads: number,
  module: Module | undefined,
): HeadOperands {
  if (!(heads >= 1 && keyValueHeads >= 1) || heads % keyValueHeads !== 0)
    throw new RangeError(
      `${nameOf(module)}: heads is ${heads}, expected a multiple of keyValueHeads (${keyValueHeads})`,
    );
  if ("qkv" in operands) {
    const { qkv } = operands;
    const all = heads + 2 * keyValueHeads;
    const headSize = (qkv.shape[2] ?? 0) / all;
    if (qkv.shape.length !== 3 || !Number.isInteger(headSize))
      refuse(module, "qkv", qkv, `[batch, tokens, ${all} headSize]`);
    return {
      q: headsSideBySide(qkv, headSize, heads),
      k: headsSideBySide(qkv, headSize, keyValueHeads, heads),
      v: headsSideBySide(qkv, headSize, keyValueHeads, heads + keyValueHeads),
      packed: true,
    };
  }
  const rank = operands.q.shape.length === 4 ? 4 : 3;
  const q = rowsOf(module, "q", operands.q, heads, rank);
  const k = rowsOf(module, "k", operands.k, keyValueHeads, rank);
  const v = rowsOf(module, "v", operands.v, keyValueHeads, rank);
  const ofQ = formatShape(operands.q.shape);
  if (k.batch !== q.batch || k.headSize !== q.headSize)
    refuse(module, "k", operands.k, `the batch and headSize (${q.headSize}) of q, ${ofQ}`);
  if (v.batch !== k.batch || v.tokens !== k.tokens)
    refuse(module, "v", operands.v, `the batch and tokens of k, ${formatShape(operands.k.shape)}`);
  return { q, k, v, packed: false };
}

function rowsOf(
  module: Module | undefined,
  operand: string,
  tensor: Tensor,
  heads: number,
  rank: 3 | 4,
): HeadRows {
  const { shape } = tensor;
  const headSize = rank === 4 ? shape[3]! : (shape[2] ?? 0) / heads;
  const layout =
    rank === 4 ? `[batch, ${heads}, tokens, headSize]` : `[batch, tokens, ${heads} headSize]`;
  if (shape.length !== rank || (rank === 4 && shape[1] !== heads) || !Number.isInteger(headSize))
    refuse(module, operand, tensor, layout);
  return rank === 4 ? headsInTurn(tensor) : headsSideBySide(tensor, headSize, heads);
}

function refuse(
  module: Module | undefined,
  operand: string,
  { shape }: Tensor,
  expected: string,
): never {
  throw new ShapeError(
    `${nameOf(module)}: ${operand} is ${formatShape(shape)}, expected ${expected}`,
  );
}

const nameOf = (module: Module | undefined): string => module?.path ?? "attend";
