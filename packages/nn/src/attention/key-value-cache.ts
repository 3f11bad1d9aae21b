import { formatShape, ShapeError } from "@qkv/core-wasm/contract";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance, expectList, expectObject } from "../options/expect-argument.ts";
import { integer } from "../options/fields.ts";
import { Device } from "../tensor/device.ts";
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

  /** Row i of the batch goes on from the tokens of row rows[i]; rows may repeat, and be more or fewer: beam search. */
  reorder(rows: readonly number[]): void {
    expectList("KeyValueCache", "rows", rows);
    const { batch } = this;
    const wrong = rows.find((row) => !Number.isInteger(row) || row < 0 || row >= batch);
    if (wrong !== undefined || rows.length === 0)
      throw new RangeError(
        `${this.#name}: rows are [${rows.join(", ")}], expected at least one, each from 0 to ${batch - 1}`,
      );
    if (rows.length === batch && rows.every((row, i) => row === i)) return;
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

  /** Go on in fresh memory, for no backend copies within one buffer. */
  #rebuild(batch: number, copy: (from: HeadRows, to: HeadRows) => void): void {
    const { keys, values } = this.held;
    const moved = ({ tensor, tokens }: HeadRows): Tensor => {
      const [, ...rest] = tensor.shape;
      const fresh = Tensor.empty(tensor.device, [batch, ...rest]).makeLasting();
      const [from, to] = [tensor, fresh].map((of) => sliceTokens(headsInTurn(of), 0, tokens));
      if (tokens > 0) copy(from!, to!);
      tensor.dispose();
      return fresh;
    };
    this.#keys = moved(keys);
    this.#values = moved(values);
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
