import type { HostArray } from "@qkv/core-wasm/contract";
import type { KeyValueCaches } from "../attention/key-value-caches.ts";
import { noGrad } from "../autograd/grad-mode.ts";
import { tensor } from "../device/create-tensor.ts";
import type { Decoder } from "../models/roles.ts";
import type { inferenceOf } from "../module/evaluating.ts";
import { scope } from "../tensor/scope.ts";
import { isOutdated } from "./token-steps.ts";

/**
 * Logits of the token after `ids`, of which the model sees the last contextLength. With a cache only
 * the ids that are not in it are computed. Once the window slides, every position changes with each
 * token (positions are absolute), so the cache no longer helps and the whole window is computed.
 */
export async function nextTokenLogits(
  model: Decoder,
  ids: readonly number[],
  cache: KeyValueCaches | undefined,
  inference: ReturnType<typeof inferenceOf>,
): Promise<HostArray> {
  const { contextLength, device } = model;
  const fits = cache !== undefined && ids.length <= contextLength;
  if (fits && isOutdated(model, cache.length, ids.length)) cache.clear();
  const fresh = fits ? ids.slice(cache.length) : ids.slice(-contextLength);
  const logits = inference(() =>
    noGrad(() =>
      scope(() => {
        const input = tensor(Int32Array.from(fresh), { shape: [1, fresh.length], device });
        return model.forward(input, { lastOnly: true, ...(fits ? { cache } : {}) });
      }),
    ),
  );
  try {
    return await logits.data();
  } finally {
    logits.dispose();
  }
}
