import { tensor } from "../device/create-tensor.ts";
import type { Decoder } from "../models/roles.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A model that goes on, token by token, with a batch of sequences. */
export interface TokenSteps extends Disposable {
  /** The tokens that each sequence begins with. */
  readonly begun: readonly (readonly number[])[];
  /** Logits [batch, 1, vocab] behind these tokens, one new one for each sequence but for the first call, which has none. */
  next(newest: readonly number[] | undefined): Tensor;
}

/** Ids of one length, padded on the left where the mask is 0; all are tokens without it. */
export interface DecoderPrompts {
  readonly ids: readonly (readonly number[])[];
  readonly attentionMask?: readonly (readonly number[])[] | undefined;
}

/** The steps of a decoder. Positions count the tokens that are no padding, as in Hugging Face. */
export function decoderSteps(model: Decoder, { ids, attentionMask }: DecoderPrompts): TokenSteps {
  const { device } = model;
  const batch = ids.length;
  const seen = ids.map((row, i) => [...(attentionMask?.[i] ?? row.map(() => 1))]);
  const all = ids.map((row) => [...row]);
  const cache = model.newCache(batch);
  const padded = seen.some((row) => row.includes(0));
  const matrix = (rows: readonly (readonly number[])[]) =>
    tensor(Int32Array.from(rows.flat()), { shape: [batch, rows[0]!.length], device });
  return {
    begun: ids,
    next(newest) {
      for (const [i, id] of newest?.entries() ?? []) {
        all[i]!.push(id);
        seen[i]!.push(1);
      }
      if (isOutdated(model, cache.length, all[0]!.length)) cache.clear();
      const fresh = all.map((row) => row.slice(cache.length));
      const places = padded && {
        attentionMask: matrix(seen),
        positions: matrix(positionsOf(seen, fresh[0]!.length)),
      };
      return model.forward(matrix(fresh), { cache, lastOnly: true, ...places });
    },
    [Symbol.dispose]: () => cache.dispose(),
  };
}

/** Whether a cache of `cached` tokens cannot serve a sequence of `tokens`. */
export const isOutdated = (
  { cacheRenewedAt = Number.POSITIVE_INFINITY }: Decoder,
  cached: number,
  tokens: number,
): boolean => cached <= cacheRenewedAt && tokens > cacheRenewedAt;

/** Of the last `count` tokens: how many that are no padding come before, and 1 for padding. */
const positionsOf = (seen: readonly (readonly number[])[], count: number) =>
  seen.map((row) => {
    let tokens = 0;
    return row.map((one) => (one === 0 ? 1 : tokens++)).slice(-count);
  });
