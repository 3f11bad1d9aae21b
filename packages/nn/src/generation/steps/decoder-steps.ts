import { tensor } from "../../device/create-tensor.ts";
import type { Decoder } from "../../models/roles.ts";
import { slice } from "../../ops/slice.ts";
import { sharedTokens } from "./shared-tokens.ts";
import type { NewTokens, TokenSteps } from "./token-steps.ts";

/** Ids of one length, padded on the left where the mask is 0; all are tokens without it. */
export interface DecoderPrompts {
  readonly ids: readonly (readonly number[])[];
  readonly attentionMask?: readonly (readonly number[])[] | undefined;
  /** Keep keys and values of past tokens; true unless given. */
  readonly useCache?: boolean;
}

/**
 * Tokens for which a cache has room beyond those that are there. It grows by half, so that growing costs little and a model
 * that can look back on 100,000 tokens takes no memory for them before they come.
 */
const AHEAD = 64;

/**
 * The steps of a decoder. Positions count the tokens that are no padding, as in Hugging Face. Beyond the context length the
 * window slides, and is computed whole for each token.
 */
export function decoderSteps(
  model: Decoder,
  { ids, attentionMask, useCache = true }: DecoderPrompts,
): TokenSteps {
  const { device, contextLength } = model;
  const roomFor = (tokens: number) => Math.min(tokens + AHEAD, contextLength);
  let seen = ids.map((row, i) => [...(attentionMask?.[i] ?? row.map(() => 1))]);
  let all = ids.map((row) => [...row]);
  const cache = model.newCache(ids.length, roomFor(Math.max(...ids.map((row) => row.length))));
  const padded = seen.some((row) => row.includes(0));
  const matrix = (rows: NewTokens) =>
    tensor(Int32Array.from(rows.flat()), { shape: [rows.length, rows[0]!.length], device });
  return {
    begun: ids,
    next(newest, each) {
      for (const [i, tokens] of newest?.entries() ?? []) {
        all[i]!.push(...tokens);
        seen[i]!.push(...tokens.map(() => 1));
      }
      const { length } = all[0]!;
      const slides = length > contextLength;
      if (!useCache || slides || isOutdated(model, cache.length, length)) cache.clear();
      if (useCache && !slides && cache.capacity < length)
        cache.reserve(roomFor(Math.max(length, Math.ceil(1.5 * cache.capacity))));
      const fresh = all.map((row) =>
        slides ? row.slice(-contextLength) : row.slice(cache.length),
      );
      const looked = slides ? seen.map((row) => row.slice(-contextLength)) : seen;
      const count = fresh[0]!.length;
      const places = padded && {
        attentionMask: matrix(looked),
        positions: matrix(positionsOf(looked, count)),
      };
      const asked = newest?.[0]?.length ?? 1;
      const logits = model.forward(matrix(fresh), {
        ...(slides || !useCache ? {} : { cache }),
        lastOnly: each === undefined || asked === 1,
        ...places,
      });
      return each && asked > 1 ? slice(logits, 1, count - asked) : logits;
    },
    reorder(rows) {
      cache.reorder(rows, sharedTokens(rows, all, seen));
      all = rows.map((row) => [...all[row]!]);
      seen = rows.map((row) => [...seen[row]!]);
    },
    forget(count) {
      if (count === 0) return;
      for (const row of [...all, ...seen]) row.length -= count;
      if (cache.length <= all[0]!.length) return;
      if (all[0]!.length >= cache.shortest) cache.trim(all[0]!.length);
      else cache.clear();
    },
    [Symbol.dispose]: () => cache.dispose(),
  };
}
/** Whether a cache of `cached` tokens cannot serve a sequence of `tokens`. */
const isOutdated = (
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
