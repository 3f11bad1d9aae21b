import { type MatmulGeometry, sizeOf } from "@qkv/core-wasm/contract";
import type { Product } from "./plan-product.ts";

interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * The product that a matmul comes to. Batches of a with one b are rows of a single matrix; a single row or column is
 * its own transpose, and is taken as stored along the depth.
 */
export function simplifyProduct(geometry: MatmulGeometry, transposes: Transposes): Product {
  const { n, k, batch, aBatch, bBatch } = geometry;
  const transposeA = transposes.transposeA && geometry.m > 1;
  const transposeB = transposes.transposeB || n === 1;
  const matrices = sizeOf(batch);
  const weights = "float32" as const;
  if (!transposeA && sizeOf(bBatch) === 1 && sizeOf(aBatch) === matrices) {
    const single = { batch: [], aBatch: [], bBatch: [] };
    const m = geometry.m * matrices;
    return { m, n, k, matrices: 1, transposeA, transposeB, batch: single, weights };
  }
  const axes = { batch, aBatch, bBatch };
  return { m: geometry.m, n, k, matrices, transposeA, transposeB, batch: axes, weights };
}
