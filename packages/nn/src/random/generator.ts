import { drawFloat64, philox4x32, type RandomValues } from "@qkv/core-wasm/contract";
import { expectNumeric } from "../options/expect-argument.ts";
import { expectCount, expectElements } from "../options/expect-count.ts";
import { throughTape } from "./stream-tape.ts";

/** What a checkpoint keeps of a generator. */
export interface GeneratorState {
  readonly seed: number;
  readonly stream: number;
}

/**
 * Counter-based random numbers: every use takes the next stream of the seed, and within a stream a
 * number depends on its position alone. The same seed gives the same numbers on every device.
 */
export class Generator {
  #seed: number;
  #stream = 0;

  constructor(seed: number) {
    this.#seed = checkSeed(seed);
  }

  /** Start again from a seed: an integer from 0 to 2^32 - 1. */
  manualSeed(seed: number): this {
    this.#seed = checkSeed(seed);
    this.#stream = 0;
    return this;
  }

  get state(): GeneratorState {
    return { seed: this.#seed, stream: this.#stream };
  }
  set state({ seed, stream }: GeneratorState) {
    this.#seed = checkSeed(seed);
    if (!Number.isSafeInteger(stream) || stream < 0)
      throw new RangeError(`generator: stream is ${stream}, expected a count`);
    this.#stream = stream;
  }

  /** Key of numbers that nothing else will use, for a kernel to draw from. */
  nextStream(): GeneratorState {
    return throughTape(() => ({ seed: this.#seed, stream: this.#stream++ >>> 0 }));
  }

  /** A generator with a seed drawn from this one, whose use does not disturb it. */
  fork(): Generator {
    const { seed, stream } = this.nextStream();
    philox4x32(0, 0, 0, 1, seed, stream, words);
    return new Generator(words[0]!);
  }

  /** `count` numbers, uniform in [0, 1) with 53 random bits. */
  uniform(count: number): Float64Array {
    return draw(count, this.uniformValues(0, 1));
  }

  /** `count` numbers of the normal distribution, by Box and Muller (1958). */
  normal(count: number, mean = 0, deviation = 1): Float64Array {
    expectNumeric("Generator", "mean", mean);
    expectNumeric("Generator", "deviation", deviation);
    return draw(count, this.normalValues(mean, deviation));
  }

  /** Numbers of a stream of their own, uniform in [low, high), that a tensor draws when it needs them. @internal */
  uniformValues(low: number, high: number): RandomValues {
    const [center, spread] = [(low + high) / 2, (high - low) / 2];
    return { distribution: "uniform", center, spread, ...this.nextStream() };
  }

  /** The same of the normal distribution. @internal */
  normalValues(mean: number, deviation: number): RandomValues {
    return { distribution: "normal", center: mean, spread: deviation, ...this.nextStream() };
  }

  /** `count` integers from 0 up to, not including, `below`. */
  integers(count: number, below: number): Int32Array {
    expectCount("Generator", "below", below);
    return Int32Array.from(this.uniform(count), (u) => Math.floor(u * below));
  }

  /** 0 .. count - 1 in random order, by Fisher and Yates. */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: expectElements("Generator", count) }, (_, i) => i);
    const uniform = this.uniform(count);
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(uniform[i]! * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }
}

/** What modules and dropout draw from unless they are given a generator. */
export const defaultGenerator = new Generator(0);

/** PyTorch's `manual_seed`: seed the default generator. */
export function manualSeed(seed: number): Generator {
  return defaultGenerator.manualSeed(seed);
}

const words = new Uint32Array(4);

function draw(count: number, values: RandomValues): Float64Array {
  const drawn = new Float64Array(expectElements("Generator", count));
  drawFloat64(values, drawn);
  return drawn;
}

function checkSeed(seed: number): number {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    throw new RangeError(`seed is ${seed}, expected an integer from 0 to 4294967295`);
  return seed;
}
