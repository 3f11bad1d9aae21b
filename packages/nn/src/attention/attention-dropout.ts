import { dropoutScale, dropoutThreshold, philoxWord } from "@qkv/core-wasm/contract";
import { tensor } from "../device/create-tensor.ts";
import { mul } from "../ops/mul.ts";
import type { Generator } from "../random/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * Dropout of the weights [batch, heads, queries, keys] that drops the same ones as the attention
 * kernel does: to look at the weights does not change the training.
 */
export function dropAttentionWeights(weights: Tensor, p: number, generator: Generator): Tensor {
  const { seed, stream } = generator.nextStream();
  const keys = weights.shape.at(-1)!;
  const [threshold, scale] = [dropoutThreshold(p), dropoutScale(p)];
  const kept = new Float32Array(weights.size);
  for (let i = 0; i < kept.length; i++) {
    const row = Math.floor(i / keys); // queries of all heads and batches
    if (philoxWord(row, i % keys, seed, stream) >= threshold) kept[i] = scale;
  }
  const { device, shape } = weights;
  return mul(weights, tensor(kept, { shape, device }));
}
