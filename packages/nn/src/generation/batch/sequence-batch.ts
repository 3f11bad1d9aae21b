import { OutOfMemoryError } from "@qkv/core-wasm/contract";
import type { KeyValueCaches } from "../../attention/key-value-caches.ts";
import { RaggedCaches } from "../../attention/ragged-caches.ts";
import { noGrad } from "../../autograd/grad-mode.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { Decoder } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import type { Device } from "../../tensor/device.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { BatchedToken } from "./batched-request.ts";
import { type BatchedSequence, commonTokens } from "./batched-sequence.ts";
import { type PlannedPart, planPass } from "./pass-plan.ts";
import { PrefixCache } from "./prefix-cache.ts";

/** What a step has made of a sequence: its next token, and whether that is the last and why; or what went wrong. */
export type Advance =
  | {
      readonly sequence: BatchedSequence;
      readonly token: BatchedToken;
      readonly end: "stop" | "length" | undefined;
    }
  | { readonly sequence: BatchedSequence; readonly error: unknown };

/** Rows of keys and values that are taken at a time. */
const ROWS = 64;

/**
 * Sequences of any lengths that one model goes on with side by side: each step is one pass over the newest token of every
 * sequence and over parts of the prompts of those that have begun, so that weights are read once for all of them.
 */
export class SequenceBatch implements Disposable {
  readonly #model: Decoder;
  readonly #inference: ReturnType<typeof inferenceOf>;
  readonly #prefixes: PrefixCache;
  #sequences: BatchedSequence[] = [];
  #device: Device;
  #weights: number;
  /** Of one sequence, to choose its token by: memory for each row of each step would be collected as fast. */
  #scores = new Float64Array(0);

  constructor(model: Decoder, prefixCacheBytes: number) {
    this.#model = model;
    this.#inference = inferenceOf(model);
    this.#prefixes = new PrefixCache(prefixCacheBytes);
    this.#device = model.device;
    this.#weights = this.#changes();
  }

  /** Those that are computed, the first to come first. */
  get sequences(): readonly BatchedSequence[] {
    return this.#sequences;
  }

  /** Bytes of keys and values that are kept of sequences that are done. */
  get keptBytes(): number {
    return this.#prefixes.bytes;
  }

  add(sequence: BatchedSequence): void {
    this.#sequences.push(sequence);
  }

  /** It is done, or nobody wants more of it; what was computed serves those that begin alike. */
  remove(sequence: BatchedSequence): void {
    this.#sequences = this.#sequences.filter((one) => one !== sequence);
    const { caches, computed } = sequence;
    sequence.caches = undefined;
    if (!caches) return;
    const { rotatedAlikeUpTo = Number.POSITIVE_INFINITY } = this.#model;
    if (computed > rotatedAlikeUpTo || sequence.isStale) caches.dispose();
    else this.#prefixes.keep(sequence.tokens(0, computed), caches);
  }

  /** One pass. Sequences that have ended are still there; whoever reads of it removes them. */
  async step(): Promise<readonly Advance[]> {
    this.#renew();
    const { contextLength, rotatedAlikeUpTo } = this.#model;
    for (const sequence of this.#sequences) this.#slide(sequence, contextLength);
    const lengths = new Map(this.#sequences.map((sequence) => [sequence, sequence.computed]));
    let plan: PlannedPart[];
    let logits: Tensor;
    try {
      plan = planPass(this.#begun(), rotatedAlikeUpTo);
      for (const { sequence } of plan) lengths.set(sequence, sequence.computed);
      this.#reserve(plan);
      logits = this.#inference(() => noGrad(() => scope(() => this.#pass(plan))));
    } catch (error) {
      for (const [sequence, length] of lengths) goBack(sequence, length);
      if (error instanceof OutOfMemoryError && this.#makeRoom()) return [];
      return this.#sequences.map((sequence) => ({ sequence, error }));
    }
    try {
      const values = await logits.data();
      const vocab = logits.shape[2]!;
      if (this.#scores.length !== vocab) this.#scores = new Float64Array(vocab);
      const rowAt = (row: number) => {
        this.#scores.set(values.subarray(row * vocab, (row + 1) * vocab));
        return this.#scores;
      };
      const advances: Advance[] = [];
      let rows = 0;
      for (const { sequence, tokens, asked, isLast } of plan) {
        const [first, end] = [rows, lengths.get(sequence)! + tokens];
        rows += asked;
        lengths.set(sequence, end);
        if (!this.#sequences.includes(sequence)) continue; // it was taken out meanwhile
        if (sequence.readsPrompt)
          for (let i = 0; i < asked; i++)
            sequence.promptLogProbs!.fill(end - asked + i + 1, rowAt(first + i));
        if (isLast) advances.push(advanced(sequence, rowAt(rows - 1)));
      }
      return advances;
    } finally {
      logits.dispose();
    }
  }

  [Symbol.dispose](): void {
    for (const sequence of this.#sequences) sequence.release();
    this.#sequences = [];
    this.#prefixes[Symbol.dispose]();
  }

  #pass(plan: readonly PlannedPart[]): Tensor {
    const done = new Map<BatchedSequence, number>();
    const ids: number[] = [];
    for (const { sequence, tokens } of plan) {
      const from = done.get(sequence) ?? sequence.computed;
      done.set(sequence, from + tokens);
      ids.push(...sequence.tokens(from, from + tokens));
    }
    const cache = new RaggedCaches(
      plan.map(({ sequence, tokens, asked }) => ({ cache: sequence.caches!, tokens, asked })),
    );
    const { device } = this.#model;
    const given = tensor(Int32Array.from(ids), { shape: [1, ids.length], device });
    return this.#model.forward(given, { cache, lastOnly: true });
  }

  /** Those that can be computed: a prompt that begins as one before it waits for what they share. */
  #begun(): BatchedSequence[] {
    return this.#sequences.filter((sequence) => sequence.caches || this.#begin(sequence));
  }

  /** Caches for a sequence, with what is known of its beginning; false where one before it is at it. */
  #begin(sequence: BatchedSequence): boolean {
    if (sequence.readsPrompt) {
      sequence.cachedTokens ??= 0;
      sequence.caches = this.#newCaches(sequence);
      return true;
    }
    const { rotatedAlikeUpTo = Number.POSITIVE_INFINITY } = this.#model;
    const ids = sequence.tokens(0, sequence.length - 1); // the last is computed in any case: its logits are wanted
    const [best] = ids.length < rotatedAlikeUpTo ? this.#prefixes.beginningAs(ids) : [];
    let [source, common] = [best?.[0].caches, best?.[1] ?? 0];
    for (const other of this.#sequences) {
      if (other === sequence || !other.caches || other.caches.shortest > 0) continue;
      if (ids.length >= rotatedAlikeUpTo || other.length > rotatedAlikeUpTo) continue;
      if (other.isStale) continue;
      const shared = commonTokens(other.tokens(0, other.length), ids);
      if (shared <= common) continue;
      if (shared > other.computed && other.missing > 1) return false;
      [source, common] = [other.caches, Math.min(shared, other.computed)];
    }
    sequence.cachedTokens ??= common;
    if (
      best &&
      source === best[0].caches &&
      (best[0].ids.length === common || source.shortest > 0)
    ) {
      sequence.caches = this.#prefixes.take(best[0]);
      sequence.caches.trim(common);
      return true;
    }
    if (best && source === best[0].caches) this.#prefixes.touch(best[0]);
    sequence.caches = this.#newCaches(sequence);
    const { caches } = sequence;
    if (source && common > 0) noGrad(() => scope(() => caches.appendFrom(source, common)));
    return true;
  }

  #newCaches(sequence: BatchedSequence): KeyValueCaches {
    return this.#model.newCache(1, this.#rowsFor(sequence, sequence.length));
  }

  /** Rows for so many tokens, and some that follow. */
  #rowsFor(sequence: BatchedSequence, tokens: number): number {
    const wanted = Math.ceil((tokens + 1) / ROWS) * ROWS;
    return Math.max(tokens, Math.min(wanted, sequence.mostTokens(this.#model.contextLength)));
  }

  /** Room in the caches for what a pass computes; a half more than there was, so that growing costs little. */
  #reserve(plan: readonly PlannedPart[]): void {
    for (const { sequence } of plan) {
      const { caches, length } = sequence;
      if (caches!.capacity >= length) continue;
      caches!.reserve(this.#rowsFor(sequence, Math.max(length, Math.ceil(1.5 * caches!.capacity))));
    }
  }

  /** Beyond the context the window slides, every position changes, and all of it is computed anew. */
  #slide(sequence: BatchedSequence, contextLength: number): void {
    const { cacheRenewedAt = Number.POSITIVE_INFINITY } = this.#model;
    const { computed, length } = sequence;
    if (length > contextLength) {
      sequence.start += length - contextLength;
      sequence.release();
    } else if (computed <= cacheRenewedAt && length > cacheRenewedAt) sequence.release();
  }

  /** Memory for the next try: what is kept, or the caches of the last to come, which is computed again when there is room. */
  #makeRoom(): boolean {
    if (this.#prefixes.evict()) return true;
    const holding = this.#sequences.filter(({ caches }) => caches);
    if (holding.length < 2) return false;
    const last = holding.at(-1)!;
    last.release();
    return true;
  }

  /** Nothing goes on from what was computed with other weights, but the sequences that run; from another device not even they. */
  #renew(): void {
    const [changes, { device }] = [this.#changes(), this.#model];
    if (changes === this.#weights && device === this.#device) return;
    this.#prefixes[Symbol.dispose]();
    for (const sequence of this.#sequences) {
      sequence.isStale = true;
      if (device !== this.#device) sequence.release();
    }
    [this.#weights, this.#device] = [changes, device];
  }

  /** Of all weights so far, and one for each that has come. */
  #changes(): number {
    return this.#model.parameters().reduce((sum, { storage }) => sum + storage.version + 1, 0);
  }
}

/** As if the pass had not been: layers may have come to different lengths. */
function goBack(sequence: BatchedSequence, length: number): void {
  const { caches } = sequence;
  if (!caches) return;
  if (caches.layers.every((layer) => layer.length >= length && length >= layer.shortest))
    for (const layer of caches.layers) layer.trim(length);
  else sequence.release();
}

function advanced(sequence: BatchedSequence, scores: Float64Array): Advance {
  try {
    const { token, end } = sequence.choice.next(scores);
    return { sequence, token, end };
  } catch (error) {
    return { sequence, error };
  }
}
