import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance, expectList, expectObject } from "../options/expect-argument.ts";
import { expectCount, expectElements } from "../options/expect-count.ts";
import { integer } from "../options/fields.ts";
import { Device } from "../tensor/device.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { copyHeads, type HeadRows, headsInTurn, sliceTokens } from "./head-rows.ts";

const count = { from: 1, to: 2 ** 31 };

export const cacheOptions = defineOptions("KeyValueCache", {
  batch: integer({ ...count, default: 1 }),
  /** Heads of keys and values: fewer than those of the queries when these are grouped. */
  heads: integer(count),
  headSize: integer(count),
  /** Tokens that fit in. */
  capacity: integer(count),
});

/** Sequences, heads and tokens that a `KeyValueCache` has room for. */
export type KeyValueCacheOptions = Given<typeof cacheOptions>;

/** Keys and values of some tokens, the oldest first. */
export interface CachedTokens {
  readonly keys: HeadRows;
  readonly values: HeadRows;
}

/** Keys and values of the tokens that one attention layer has seen; written in place. They have no gradient. */
export class KeyValueCache implements Disposable {
  readonly heads: number;
  readonly headSize: number;
  /** [batch, heads, rows, headSize]: what a head reads lies together. */
  #keys: Tensor;
  #values: Tensor;
  /** The token in row 0. */
  #first = 0;
  #length = 0;

  constructor(device: Device, options: KeyValueCacheOptions) {
    expectInstance("KeyValueCache", "device", device, Device, "a Device");
    const { batch, heads, headSize, capacity } = cacheOptions.complete(options, this.#name);
    this.heads = heads;
    this.headSize = headSize;
    const shape = [batch, heads, capacity, headSize];
    this.#keys = Tensor.empty(device, shape).makeLasting();
    this.#values = Tensor.empty(device, shape).makeLasting();
  }

  get batch(): number {
    return this.#keys.shape[0]!;
  }

  /** Tokens that fit in. */
  get capacity(): number {
    return this.rows;
  }

  /** Tokens that were appended and not trimmed: the position of the next one. */
  get length(): number {
    return this.#length;
  }

  /** Tokens that a query sees at most, its own included. */
  get window(): number {
    return Number.POSITIVE_INFINITY;
  }

  /** The least length, but for 0, to which `trim` can go back: the next token then sees all that it would have seen. */
  get shortest(): number {
    return this.#first === 0 ? 0 : this.#first + this.window - 1;
  }

  /** The tokens that are there: all of them, or the last. */
  get held(): CachedTokens {
    const count = this.#length - this.#first;
    return {
      keys: sliceTokens(headsInTurn(this.#keys), 0, count),
      values: sliceTokens(headsInTurn(this.#values), 0, count),
    };
  }

  /**
   * Take in the next tokens, [batch, heads, tokens, headSize] or wherever they lie in a tensor, and give all that their
   * queries may see. What is given is valid until the next change, in the scope that it was made in.
   */
  append(keys: Tensor | HeadRows, values: Tensor | HeadRows): CachedTokens {
    expectObject(this.#name, "keys", keys, "a tensor, or rows of heads");
    expectObject(this.#name, "values", values, "a tensor, or rows of heads");
    const newest = { keys: this.#fitting("keys", keys), values: this.#fitting("values", values) };
    if (newest.keys.tokens !== newest.values.tokens)
      throw new ShapeError(
        `${this.#name}: values are of ${newest.values.tokens} tokens, expected ${newest.keys.tokens} as the keys`,
      );
    return this.take(newest);
  }

  /** Bytes of memory that it has. */
  get bytes(): number {
    return 4 * (this.#keys.size + this.#values.size);
  }

  /** Make room for so many tokens in all; what is in stays. */
  reserve(tokens: number): void {
    const { batch, heads, headSize, capacity } = this;
    expectCount(this.#name, "tokens", tokens, 0);
    if (tokens <= capacity) return;
    expectElements(this.#name, batch, heads, tokens, headSize);
    this.#rebuild(batch, copyHeads, tokens);
  }

  /** Forget the tokens from this length on, as if they had never been appended. */
  trim(length: number): void {
    const { shortest } = this;
    const held = Number.isInteger(length) && length >= shortest && length <= this.#length;
    if (!held && length !== 0)
      throw new RangeError(
        `${this.#name}: length is ${length}, expected ${shortest} to ${this.#length}` +
          `${shortest > 0 ? ", or 0: the tokens before the window are gone" : ""}`,
      );
    this.#length = length;
    if (length === 0) this.#first = 0;
  }

  /** Forget all tokens; the memory stays. */
  clear(): void {
    this.trim(0);
  }

  /**
   * Row i of the batch goes on from the tokens of row rows[i]; rows may repeat, and be more or fewer: beam search. The first
   * `shared` tokens of row i are those of row rows[i] already, and stay where they are, as long as there are as many rows.
   */
  reorder(rows: readonly number[], shared = 0): void {
    expectList("KeyValueCache", "rows", rows);
    expectCount("KeyValueCache", "shared", shared, 0);
    const { batch } = this;
    const wrong = rows.find((row) => !Number.isInteger(row) || row < 0 || row >= batch);
    if (wrong !== undefined || rows.length === 0)
      throw new RangeError(
        `${this.#name}: rows are [${rows.join(", ")}], expected at least one, each from 0 to ${batch - 1}`,
      );
    if (rows.length === batch && rows.every((row, i) => row === i)) return;
    if (rows.length === batch && shared > this.#first) {
      this.#exchange(rows, shared - this.#first);
      return;
    }
    this.#rebuild(rows.length, (from, to) => {
      for (const [i, row] of rows.entries()) copyHeads(batchRow(from, row), batchRow(to, i));
    });
  }

  dispose(): void {
    this.#keys.dispose();
    this.#values.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Tokens that there is memory for. */
  protected get rows(): number {
    return this.#keys.shape[2]!;
  }

  /** Write the newest tokens behind the last. */
  protected take({ keys, values }: CachedTokens): CachedTokens {
    const start = this.#length - this.#first;
    const end = start + keys.tokens;
    if (end > this.rows)
      throw new ShapeError(
        `${this.#name}: ${keys.tokens} tokens come after ${start}, expected at most ${this.rows} in all (capacity)`,
      );
    copyHeads(keys, sliceTokens(headsInTurn(this.#keys), start, end));
    copyHeads(values, sliceTokens(headsInTurn(this.#values), start, end));
    this.#length += keys.tokens;
    return this.held;
  }

  /** Forget all but the last `count` tokens, which move to the front. */
  protected forgetBefore(count: number): void {
    if (count === this.held.keys.tokens) return;
    this.#rebuild(this.batch, (from, to) => copyHeads(sliceTokens(from, from.tokens - count), to));
    this.#first = this.#length - count;
  }

  /** Hold these tokens alone, the last of the `length` that there have been. */
  protected replace({ keys, values }: CachedTokens, length: number): void {
    this.#length = length;
    this.#first = length - keys.tokens;
    copyHeads(keys, this.held.keys);
    copyHeads(values, this.held.values);
  }

  /** The tokens from place `start` on move, by way of other memory: no backend copies within one buffer. */
  #exchange(rows: readonly number[], start: number): void {
    const { keys, values } = this.held;
    const changed = [...rows.entries()].filter(([i, row]) => row !== i);
    if (start >= keys.tokens) return;
    scope(() => {
      for (const held of [keys, values]) {
        const own = sliceTokens(held, start);
        const { heads, tokens, headSize, tensor } = own;
        const shape = [changed.length, heads, tokens, headSize];
        const moving = headsInTurn(Tensor.empty(tensor.device, shape));
        for (const [at, [, row]] of changed.entries())
          copyHeads(batchRow(own, row), batchRow(moving, at));
        for (const [at, [i]] of changed.entries())
          copyHeads(batchRow(moving, at), batchRow(own, i));
      }
    });
  }

  /** Go on in fresh memory, for no backend copies within one buffer. */
  #rebuild(
    batch: number,
    copy: (from: HeadRows, to: HeadRows) => void,
    rows: number = this.rows,
  ): void {
    const { heads, headSize, held } = this;
    const made: Tensor[] = [];
    try {
      for (const { tensor, tokens } of [held.keys, held.values]) {
        const fresh = Tensor.empty(tensor.device, [batch, heads, rows, headSize]).makeLasting();
        made.push(fresh);
        const [from, to] = [tensor, fresh].map((of) => sliceTokens(headsInTurn(of), 0, tokens));
        if (tokens > 0) copy(from!, to!);
      }
    } catch (error) {
      for (const fresh of made) fresh.dispose(); // no memory for both: the old ones stay
      throw error;
    }
    this.dispose();
    [this.#keys, this.#values] = made as [Tensor, Tensor];
  }

  #fitting(name: string, given: Tensor | HeadRows): HeadRows {
    const { heads, headSize, batch } = this;
    const rows = given instanceof Tensor ? headsInTurn(given) : given;
    const rank = given instanceof Tensor ? given.shape.length : 4;
    if (rank !== 4 || rows.heads !== heads || rows.headSize !== headSize || rows.batch !== batch) {
      const came =
        given instanceof Tensor
          ? given.shape
          : [rows.batch, rows.heads, rows.tokens, rows.headSize];
      throw new ShapeError(
        `${this.#name}: ${name} are ${formatShape(came)}, expected [${batch}, ${heads}, tokens, ${headSize}]`,
      );
    }
    return rows;
  }

  get #name(): string {
    return this.constructor.name;
  }
}

/** One element of the batch. */
const batchRow = (rows: HeadRows, index: number): HeadRows => ({
  ...rows,
  at: { ...rows.at, offset: rows.at.offset + index * rows.at.batch },
  batch: 1,
});
