import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { expectCount } from "../options/expect-count.ts";
import { integer } from "../options/fields.ts";
import { Device } from "../tensor/device.ts";
import { Tensor } from "../tensor/tensor.ts";
import { copyHeads, type HeadRows, headsInTurn, sliceTokens } from "./head-rows.ts";
import { type CachedTokens, cacheOptions, KeyValueCache } from "./key-value-cache.ts";

const usualReserve = 16;

const { batch, heads, headSize } = cacheOptions.fields;
const slidingOptions = defineOptions("SlidingKeyValueCache", {
  ...{ batch, heads, headSize },
  /** Tokens that a query sees, its own included. */
  window: integer({ from: 1, to: 2 ** 30 }),
  /** Tokens that `trim` can always take back; 16 unless given. */
  reserve: integer({ from: 0, to: 2 ** 30, default: usualReserve, expected: "a count" }),
});

/** As of a `KeyValueCache`, with the window in the place of the capacity. */
export type SlidingKeyValueCacheOptions = Given<typeof slidingOptions>;

/**
 * Keys and values for attention with a sliding window: takes in any number of tokens and keeps the last ones.
 *
 * The tokens move along a buffer of more than two windows, and start again at its front when they have come to its end.
 * So the kernel always reads one run of rows in order, without a mask for a single query, and a token costs on average the
 * copy of one more: a ring would need none, but a pass of several tokens would overwrite what its first queries see, and
 * `trim` could not go back.
 */
export class SlidingKeyValueCache extends KeyValueCache {
  readonly #window: number;
  /** Tokens that are kept when older ones go. */
  readonly #kept: number;

  constructor(device: Device, options: SlidingKeyValueCacheOptions) {
    expectInstance("SlidingKeyValueCache", "device", device, Device, "a Device");
    const { window, reserve, ...rest } = slidingOptions.complete(options);
    super(device, { ...rest, capacity: SlidingKeyValueCache.rowsFor(window, reserve) });
    this.#window = window;
    this.#kept = window - 1 + reserve;
  }

  /** Tokens that there is memory for. */
  static rowsFor(window: number, reserve = usualReserve): number {
    return (
      2 *
      (expectCount("SlidingKeyValueCache", "window", window) +
        expectCount("SlidingKeyValueCache", "reserve", reserve, 0))
    );
  }

  /** Any number of tokens. */
  override get capacity(): number {
    return Number.POSITIVE_INFINITY;
  }

  override get window(): number {
    return this.#window;
  }

  protected override take(newest: CachedTokens): CachedTokens {
    const { tokens } = newest.keys;
    const held = this.held.keys.tokens;
    if (held + tokens <= this.rows) return super.take(newest);
    const kept = Math.min(held, this.#kept);
    if (kept + tokens > this.rows) return this.#passThrough(newest, kept);
    this.forgetBefore(kept);
    return super.take(newest);
  }

  /** More tokens than there is memory for: their queries read from tensors of their own, and the last ones stay. */
  #passThrough({ keys, values }: CachedTokens, kept: number): CachedTokens {
    const { held } = this;
    const all = {
      keys: joined(lastTokens(held.keys, kept), keys),
      values: joined(lastTokens(held.values, kept), values),
    };
    const last = { keys: lastTokens(keys, this.#kept), values: lastTokens(values, this.#kept) };
    this.replace(last, this.length + keys.tokens);
    return all;
  }
}

const lastTokens = (rows: HeadRows, count: number): HeadRows =>
  sliceTokens(rows, Math.max(0, rows.tokens - count));

/** Tokens of one behind those of the other. */
function joined(first: HeadRows, second: HeadRows): HeadRows {
  const { batch, heads, headSize } = first;
  const shape = [batch, heads, first.tokens + second.tokens, headSize];
  const rows = headsInTurn(Tensor.empty(first.tensor.device, shape));
  if (first.tokens > 0) copyHeads(first, sliceTokens(rows, 0, first.tokens));
  copyHeads(second, sliceTokens(rows, first.tokens));
  return rows;
}
