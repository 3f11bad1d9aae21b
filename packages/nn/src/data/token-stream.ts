import { tensor } from "../device/create-tensor.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { describeValue } from "../options/describe-value.ts";
import { instance, integer } from "../options/fields.ts";
import { Generator } from "../random/generator.ts";
import { Device } from "../tensor/device.ts";
import type { BatchSource } from "./batch-source.ts";
import { countInState } from "./count-in-state.ts";
import type { LanguageModelBatch } from "./language-model-batch.ts";

const windowFields = {
  /** Windows in a batch. */
  batchSize: integer({ from: 1 }),
  /** Tokens in a window. */
  contextLength: integer({ from: 1 }),
  /** Where the tensors are made; the default device unless given. */
  device: instance(Device, { optional: true }),
};

const windowOptions = defineOptions("sequentialWindows", windowFields);

const streamOptions = defineOptions("TokenStream", {
  ...windowFields,
  /** Batch number i depends on the seed and i alone. */
  seed: integer({ from: 0 }),
});

/** How many windows of how many tokens make a batch. */
export type WindowOptions = Given<typeof windowOptions>;
/** How many windows of how many tokens make a batch, and the seed that they are drawn by. */
export type TokenStreamOptions = Given<typeof streamOptions>;

/** Where a `TokenStream` is: enough to go on with the same batches. */
export interface TokenStreamState {
  /** Batches drawn so far. */
  readonly batch: number;
}

/**
 * Random windows of a long text, as nanoGPT trains on: each batch draws its windows anew.
 *
 * @throws RangeError for a text of less than contextLength + 1 tokens; TypeError for tokens that are no Int32Array
 */
export class TokenStream implements BatchSource<LanguageModelBatch> {
  /** The text. */
  readonly tokens: Int32Array;
  readonly #options: Complete<typeof streamOptions>;
  readonly #generator: Generator;
  #batch = 0;

  constructor(tokens: Int32Array, options: TokenStreamOptions) {
    this.#options = streamOptions.complete(options);
    const { contextLength, seed } = this.#options;
    expectTokenIds("TokenStream", tokens);
    if (tokens.length < contextLength + 1)
      throw new RangeError(
        `TokenStream: the text has ${tokens.length} tokens, expected at least contextLength + 1 = ` +
          `${contextLength + 1}; give more text or a smaller contextLength`,
      );
    this.tokens = tokens;
    // Forked, or the batches would draw the numbers that a model of the same seed is initialised with.
    this.#generator = new Generator(seed).fork();
  }

  /** Batches that draw as many targets as the text has. */
  get batchesPerEpoch(): number {
    const { batchSize, contextLength } = this.#options;
    return Math.ceil((this.tokens.length - 1) / (batchSize * contextLength));
  }

  get state(): TokenStreamState {
    return { batch: this.#batch };
  }
  set state(state: unknown) {
    this.#batch = countInState(state, "batch", "TokenStream");
  }

  next(): LanguageModelBatch {
    return windowsAt(this.tokens, this.nextStarts(), this.contextLength, this.#options);
  }

  /** Where the windows of the next batch begin, for whoever cuts them himself; it counts as drawn. */
  nextStarts(): Int32Array {
    this.#generator.state = { ...this.#generator.state, stream: this.#batch++ };
    return this.#generator.integers(
      this.#options.batchSize,
      this.tokens.length - this.contextLength,
    );
  }

  /** Tokens in a window. */
  get contextLength(): number {
    return this.#options.contextLength;
  }
}

/**
 * The whole text in order, window after window: every token but the first is a target exactly once.
 * Ends with smaller batches where the text does not fill them. The tensors belong to the caller.
 *
 * @throws RangeError for a text of less than 2 tokens; TypeError for tokens that are no Int32Array
 */
export function sequentialWindows(
  tokens: Int32Array,
  options: WindowOptions,
): IterableIterator<LanguageModelBatch> {
  const windows = windowOptions.complete(options);
  expectTokenIds("sequentialWindows", tokens);
  if (tokens.length < 2)
    throw new RangeError(
      `sequentialWindows: the text has ${tokens.length} tokens, expected at least 2`,
    );
  return windowsInOrder(tokens, windows);
}

function* windowsInOrder(
  tokens: Int32Array,
  options: WindowOptions,
): IterableIterator<LanguageModelBatch> {
  const { batchSize, contextLength } = options;
  const targets = tokens.length - 1;
  const whole = targets - (targets % contextLength);
  for (let start = 0; start < whole; start += batchSize * contextLength) {
    const count = Math.min(batchSize, (whole - start) / contextLength);
    const starts = Int32Array.from({ length: count }, (_, i) => start + i * contextLength);
    yield windowsAt(tokens, starts, contextLength, options);
  }
  if (whole < targets) yield windowsAt(tokens, Int32Array.of(whole), targets - whole, options);
}

function windowsAt(
  tokens: Int32Array,
  starts: Int32Array,
  length: number,
  { device }: Pick<WindowOptions, "device">,
): LanguageModelBatch {
  const inputs = new Int32Array(starts.length * length);
  const targets = new Int32Array(starts.length * length);
  for (const [row, start] of starts.entries()) {
    inputs.set(tokens.subarray(start, start + length), row * length);
    targets.set(tokens.subarray(start + 1, start + 1 + length), row * length);
  }
  const options = { shape: [starts.length, length], ...(device ? { device } : {}) };
  return { inputs: tensor(inputs, options), targets: tensor(targets, options) };
}

function expectTokenIds(source: string, tokens: unknown): void {
  if (tokens instanceof Int32Array) return;
  throw new TypeError(
    `${source}: tokens are ${describeValue(tokens)}, expected an Int32Array, as a tokenizer's encode() gives`,
  );
}
