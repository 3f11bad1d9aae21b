import { expectIterable, expectList, expectObject } from "../options/expect-argument.ts";
import type { CapturedTensor } from "./capture.ts";

/** Where each token of one sequence looks in one layer. */
export interface AttentionMap {
  /** Path of the attention module, as in the state dict: `transformer.h.0.attn`. */
  readonly module: string;
  /** The tokens that look, a row each. */
  readonly queries: readonly string[];
  /** The tokens that are looked at, a column each. */
  readonly keys: readonly string[];
  /** Of each head the weights [queries, keys], row-major; each row sums to 1. */
  readonly heads: readonly Float32Array[];
}

/**
 * The attention weights that a forward pass over one sequence showed to `capture`, layer by layer.
 *
 * @param tokens the sequences' tokens by the symbol of their axis: M of a source or of all there is, Mt of a target
 * @throws RangeError for tensors of several sequences, and for tokens that are not as many as were attended to
 */
export async function attentionMaps(
  captured: Iterable<CapturedTensor>,
  tokens: Readonly<Record<string, readonly string[]>>,
): Promise<readonly AttentionMap[]> {
  expectIterable("attentionMaps", "captured", captured);
  expectObject("attentionMaps", "tokens", tokens, "an object");
  const maps: AttentionMap[] = [];
  for (const { module, role, axes, shape, tensor } of captured) {
    if (role !== "weights") continue;
    const [batch, count, rows, columns] = shape as [number, number, number, number];
    if (batch !== 1)
      throw new RangeError(`attentionMaps: ${module} has ${batch} sequences, expected one`);
    const queries = tokensOf(module, axes[2]!, rows, tokens);
    const keys = tokensOf(module, axes[3]!, columns, tokens);
    const values = Float32Array.from(await tensor.data());
    const heads = Array.from({ length: count }, (_, head) =>
      values.subarray(head * rows * columns, (head + 1) * rows * columns),
    );
    maps.push({ module, queries, keys, heads });
  }
  return maps;
}

function tokensOf(
  module: string,
  axis: string,
  count: number,
  tokens: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const named = tokens[axis];
  if (named?.length === count) return named;
  throw new RangeError(
    `attentionMaps: ${module} attends over ${count} tokens on the axis ${axis}, ` +
      `but tokens.${axis} has ${named?.length ?? "none"}`,
  );
}

/** The mean of a map's heads: for each query the weight of each key. */
export function meanOfHeads(map: AttentionMap): readonly (readonly number[])[] {
  expectObject("meanOfHeads", "map", map, "an attention map", "queries", "keys", "heads");
  const { queries, keys, heads } = map;
  return queries.map((_, row) =>
    keys.map((_, column) => {
      const sum = heads.reduce((total, head) => total + head[row * keys.length + column]!, 0);
      return sum / heads.length;
    }),
  );
}

/** Mean of the largest weight of each row: 1 where each query looks at one key only. */
export const meanOfMaxima = (weights: readonly (readonly number[])[]): number => {
  expectList("meanOfMaxima", "weights", weights);
  for (const [i, row] of weights.entries()) expectList("meanOfMaxima", `weights[${i}]`, row);
  return weights.reduce((total, row) => total + Math.max(...row), 0) / weights.length;
};
