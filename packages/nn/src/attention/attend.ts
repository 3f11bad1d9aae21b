import { formatShape, refuseUnknownOptions, type Shape, ShapeError } from "@qkv/core-wasm/contract";
import { noGrad, wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import type { Module } from "../module/module.ts";
import { isObserved } from "../module/observe.ts";
import { slice } from "../ops/slice.ts";
import { expectObject } from "../options/expect-argument.ts";
import type { RotaryEmbedding } from "../positions/rotary-embedding.ts";
import { defaultGenerator, type Generator } from "../random/generator.ts";
import type { Device } from "../tensor/device.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { attendFused } from "./attend-fused.ts";
import { attendStepwise } from "./attend-stepwise.ts";
import { combineMasks } from "./attention-masks.ts";
import { refuseBooleanFloats } from "./boolean-floats.ts";
import { type AttentionOperands, type HeadOperands, headOperands } from "./head-operands.ts";
import { sliceTokens } from "./head-rows.ts";
import type { KeyValueCache } from "./key-value-cache.ts";
import type { RaggedCache } from "./ragged-caches.ts";
import { rotateHeads } from "./rotate-heads.ts";
import { type CausalBand, causalBandMask, expectWindow, SlidingWindow } from "./sliding-window.ts";

/** How `attend` attends: heads, masks, the cache that it goes on from, and what is asked for beside the output. */
export interface AttendOptions {
  readonly heads: number;
  /** Heads of keys and values, each of which serves a group; as many as `heads` unless given. */
  readonly keyValueHeads?: number;
  /** float32, added to the scores: [batch | 1, heads | 1, queries | 1, keys], those in the cache included. */
  readonly mask?: Tensor | undefined;
  /** Query t sees the keys up to t; with a cache, those in it too. */
  readonly causal?: boolean;
  /** Keys that a query sees, its own included; causal only. A `SlidingWindow` keeps its mask. */
  readonly window?: number | SlidingWindow | undefined;
  /** Factor of the scores; 1 / sqrt(headSize) unless given. */
  readonly scale?: number | undefined;
  /** Scores s become softCap tanh(s / softCap), before masks. Gemma 2, arXiv:2408.00118. */
  readonly softCap?: number | undefined;
  /** Probability of dropping an attention weight. */
  readonly dropoutP?: number;
  readonly generator?: Generator;
  /**
   * Takes in the keys and values, and gives those of the tokens before. It keeps values alone: no gradient. A `RaggedCache` has
   * one for each of several sequences that stand one behind the other in a batch of one.
   */
  readonly cache?: KeyValueCache | RaggedCache | undefined;
  /** Turns queries and keys to their positions: those after the cache's unless given. */
  readonly rotary?: RotaryEmbedding | undefined;
  /** int32 [tokens] or [batch, tokens], for `rotary`. */
  readonly positions?: Tensor | undefined;
  /** Give the attention weights too. */
  readonly weights?: boolean;
  /** Its path is in errors, and `capture` finds the scores, weights and so on under it. */
  readonly module?: Module | undefined;
  /** Symbols for `capture`: of the keys' axis, "T" for the queries' own tokens, and of all heads' channels, "E". */
  readonly axes?: { readonly keys?: string; readonly width?: string };
}

const attendNames: ReadonlySet<string> = new Set<keyof AttendOptions>([
  ...(["heads", "keyValueHeads", "mask", "causal", "window", "scale", "softCap"] as const),
  ...(["dropoutP", "generator", "cache", "rotary", "positions"] as const),
  ...(["weights", "module", "axes"] as const),
]);

/** What `attend` gives. */
export interface Attended {
  /** [batch, queries, heads headSize]; [batch, heads, queries, headSize] if the queries came so. */
  readonly output: Tensor;
  /** [batch, heads, queries, keys] before dropout; only when asked for. */
  readonly weights: Tensor | undefined;
}

/** Whether attention computes step by step, scores and weights apart, and not in one kernel. */
export const attendsStepwise = ({
  weights,
  softCap,
  module,
}: Pick<AttendOptions, "weights" | "softCap" | "module">): boolean =>
  weights === true || softCap !== undefined || (module !== undefined && isObserved());

/**
 * softmax(scale q k^T + mask) v of every head. Vaswani et al., arXiv:1706.03762, section 3.2. The one place that chooses
 * between the fused kernel, on packed, separate or cached operands, and the steps by themselves.
 */
export function attend(operands: AttentionOperands, options: AttendOptions): Attended {
  refuseUnknownOptions("attend", options, attendNames);
  const { heads, keyValueHeads = heads, cache, rotary, positions } = options;
  expectObject("attend", "operands", operands, "an object { q, k, v } or { qkv } of tensors");
  for (const name of "qkv" in operands ? ["qkv"] : ["q", "k", "v"])
    expectTensor(callerName(options), name, (operands as unknown as Record<string, unknown>)[name]);
  // A module that makes its masks itself says that they are to be added.
  if (options.mask && !options.module) refuseBooleanFloats("attend", options.mask, "may attend");
  const given = headOperands(operands, heads, keyValueHeads, options.module);
  if (positions && !rotary)
    throw new TypeError(
      `${callerName(options)}: positions are given, expected none without rotary`,
    );
  const run = () =>
    scope(() => {
      if (cache && "parts" in cache) return attendEach(given, options, cache);
      const place = { offset: cache?.length ?? 0, positions };
      const turned = rotary ? rotateHeads(given, rotary, place) : given;
      const inTurn = "q" in operands && operands.q.shape.length === 4;
      return attendHeads(turned, { ...options, cache }, inTurn);
    });
  if (!cache) return run();
  const attended = noGrad(run);
  if (wantsGrad(...Object.values(operands)))
    record("cachedAttention", {}, { ...operands }, attended.output, {}, () => {
      throw new Error(
        `${callerName(options)}: attention with a cache has no gradient (the cache keeps values alone), expected a forward ` +
          "pass without cache",
      );
    });
  return attended;
}

/** Sequences of different lengths, each by itself. */
function attendEach(given: HeadOperands, options: AttendOptions, ragged: RaggedCache): Attended {
  for (const name of ["mask", "weights"] as const)
    if (options[name])
      throw new TypeError(
        `${callerName(options)}: ${name} is given, expected it left out with sequences of different lengths`,
      );
  const { rotary, positions } = options;
  const each = (operands: HeadOperands, cache: KeyValueCache) =>
    attendHeads(operands, { ...options, cache }, false).output;
  return { output: ragged.attend(given, { rotary, positions }, each), weights: undefined };
}

/** With a cache of one length, or none. */
interface AttendHeadsOptions extends AttendOptions {
  readonly cache?: KeyValueCache | undefined;
}

function attendHeads(
  operands: HeadOperands,
  options: AttendHeadsOptions,
  inTurn: boolean,
): Attended {
  const { mask, causal = false, dropoutP = 0, softCap, cache, module, axes } = options;
  const { generator = defaultGenerator, scale = 1 / Math.sqrt(operands.q.headSize) } = options;
  const { batch, heads, tokens: queries, tensor } = operands.q;
  const past = cache?.length ?? 0;
  const all = past + operands.k.tokens;
  if (mask) {
    expectTensor(callerName(options), "mask", mask);
    expectMask(options, mask.shape, [batch, heads, queries, all]);
  }
  if (softCap !== undefined && !(softCap > 0))
    throw new RangeError(
      `${callerName(options)}: softCap is ${softCap}, expected a number above 0`,
    );
  const window = windowSize(options);
  const seen = cache ? withPast(operands, cache, window) : operands;
  const keys = seen.k.tokens;
  const queryOffset = cache ? keys - queries : 0;
  const near = mask && keys < all ? slice(mask, 3, all - keys) : mask;
  const visible = { queries, keys, queryOffset, window };
  const band = keys > window ? windowMask(tensor.device, options.window, visible) : undefined;
  if (!attendsStepwise(options)) {
    const sum = combineMasks(near, band);
    const scores = { mask: sum, causal, queryOffset, scale, dropoutP, generator };
    return { output: attendFused(seen, scores, inTurn), weights: undefined };
  }
  const hidden = band ?? (causal ? causalBandMask(tensor.device, visible) : undefined);
  const steps = { mask: combineMasks(near, hidden), scale, softCap, dropoutP, generator, module };
  const { keys: keysAxis = past > 0 ? `T+${past}` : "T", width = "E" } = axes ?? {};
  const symbols = { keys: keysAxis, width };
  const { output, weights } = attendStepwise(seen, { ...steps, axes: symbols }, inTurn);
  return { output, weights: options.weights ? weights : undefined };
}

/** The new keys and values behind those of the cache, as far back as one of the queries sees. */
function withPast({ q, k, v }: HeadOperands, cache: KeyValueCache, window: number): HeadOperands {
  const { keys, values } = cache.append(k, v);
  const start = Math.max(0, keys.tokens - (window + q.tokens - 1));
  return { q, k: sliceTokens(keys, start), v: sliceTokens(values, start), packed: false };
}

/** The smaller of the option's and the cache's. */
function windowSize(options: AttendHeadsOptions): number {
  const { window, cache, causal = false } = options;
  if (window === undefined && !cache) return Number.POSITIVE_INFINITY;
  const own = window instanceof SlidingWindow ? window.size : window;
  if (own !== undefined) expectWindow(callerName(options), own);
  const size = Math.min(own ?? Number.POSITIVE_INFINITY, cache?.window ?? Number.POSITIVE_INFINITY);
  if (Number.isFinite(size) && !causal)
    throw new RangeError(
      `${callerName(options)}: window is ${size} without causal, expected causal: true`,
    );
  return size;
}

const windowMask = (device: Device, given: AttendOptions["window"], band: CausalBand): Tensor =>
  given instanceof SlidingWindow && given.size === band.window
    ? given.mask(device, { queries: band.queries, keys: band.keys, queryOffset: band.queryOffset })
    : causalBandMask(device, band);

function expectMask(options: AttendOptions, mask: Shape, full: Shape): void {
  const fits =
    mask.length === 4 && mask.every((n, axis) => n === full[axis] || (n === 1 && axis < 3));
  if (!fits)
    throw new ShapeError(
      `${callerName(options)}: mask is ${formatShape(mask)}, expected ${formatShape(full)}, where all but the last axis may be 1`,
    );
}

const callerName = ({ module }: AttendOptions): string => module?.path ?? "attend";
