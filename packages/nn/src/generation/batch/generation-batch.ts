import { yieldToEventLoop } from "../../event-loop/yield-to-event-loop.ts";
import { type Decoder, isDecoder } from "../../models/roles.ts";
import { describeValue } from "../../options/describe-value.ts";
import { expectList, expectObject } from "../../options/expect-argument.ts";
import { Generator } from "../../random/generator.ts";
import type { WithConfigNames } from "../generation-config.ts";
import { inOurNames } from "../generation-config.ts";
import { ContextOverflowError, QueueFullError } from "./batch-errors.ts";
import {
  type BatchedRequestOptions,
  batchOptions,
  type GenerationBatchOptions,
  requestSettings,
} from "./batch-options.ts";
import { type BatchedRequest, TokenQueue } from "./batched-request.ts";
import { BatchedSequence } from "./batched-sequence.ts";
import { PromptLogProbs } from "./prompt-log-probs.ts";
import { type Advance, SequenceBatch } from "./sequence-batch.ts";
import { SequenceChoice } from "./sequence-choice.ts";

/** A request that waits or runs. */
interface Request {
  readonly sequence: BatchedSequence;
  readonly queue: TokenQueue;
  /** Takes the listener off the caller's signal. */
  readonly forget: () => void;
}

/**
 * Sequences that come at any time and are computed side by side, for a server or for many prompts: those that end leave their
 * slots to those that wait. What a sequence becomes depends on its own prompt, options and seed, not on its neighbours: it is
 * what `generateIds` gives for it alone.
 */
export class GenerationBatch implements Disposable {
  readonly model: Decoder;
  readonly slots: number;
  /** Tokens of a request at most, prompt and answer. */
  readonly maxContext: number;
  readonly #maxWaiting: number;
  readonly #batch: SequenceBatch;
  #waiting: Request[] = [];
  #running: Request[] = [];
  #closed = false;
  #loop: Promise<void> | undefined;

  constructor(model: Decoder, options: GenerationBatchOptions = {}) {
    expectObject("GenerationBatch", "model", model, "a decoder, such as a Gpt", "namedModules");
    if (!isDecoder(model))
      throw new TypeError(
        `GenerationBatch: model is ${describeValue(model)}, expected a decoder: others are generated from by generateIds`,
      );
    const settings = batchOptions.complete(options);
    const { slots, maxContext = model.contextLength, maxWaiting, prefixCacheBytes } = settings;
    this.model = model;
    this.slots = slots;
    this.maxContext = maxContext;
    this.#maxWaiting = maxWaiting ?? Number.POSITIVE_INFINITY;
    this.#batch = new SequenceBatch(model, prefixCacheBytes);
  }

  /** Requests that are computed. */
  get running(): number {
    return this.#running.length;
  }

  /** Requests that wait for a slot. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Slots that nobody has. */
  get free(): number {
    return this.slots - this.#running.length;
  }

  /** Bytes of keys and values that are kept of requests that are over. */
  get prefixCacheBytes(): number {
    return this.#batch.keptBytes;
  }

  /**
   * Go on with a prompt, as soon as there is a slot. The answer ends at `maxContext` at the latest. The signal cancels, and
   * reading throws its reason.
   *
   * @throws ContextOverflowError for a prompt that leaves no room for an answer; QueueFullError where `maxWaiting` requests wait;
   * RangeError for a prompt without tokens, and for `promptLogProbs` of one that the model does not see at once
   */
  submit(
    promptIds: ArrayLike<number>,
    options: WithConfigNames<BatchedRequestOptions> = {},
  ): BatchedRequest {
    const prompt = this.#expectPrompt(promptIds);
    const settings = requestSettings(inOurNames("GenerationBatch#submit", options));
    if (this.#closed)
      throw new Error("GenerationBatch: it was stopped, expected a batch that goes on");
    settings.signal?.throwIfAborted();
    if (this.running + this.waiting >= this.slots + this.#maxWaiting)
      throw new QueueFullError(this.#maxWaiting);
    const { signal, seed, promptLogProbs, topLogProbs } = settings;
    if (promptLogProbs) this.#expectWithinContext(prompt);
    const place = { generator: new Generator(seed), room: this.maxContext };
    const own = { ...settings, signal: undefined }; // heard of here
    const aborted = () => this.#end(request, () => queue.fail(signal!.reason));
    const queue = new TokenQueue(prompt.length, () => this.#end(request, () => {}));
    const request: Request = {
      sequence: new BatchedSequence(
        new SequenceChoice(prompt, own, place),
        0,
        promptLogProbs ? new PromptLogProbs(prompt, topLogProbs) : undefined,
      ),
      queue,
      forget: () => signal?.removeEventListener("abort", aborted),
    };
    signal?.addEventListener("abort", aborted, { once: true });
    this.#waiting.push(request);
    this.#loop ??= this.#run();
    return queue;
  }

  /** Take no more requests, and wait until all that were taken are over; then the memory is free. */
  async stop(): Promise<void> {
    this.#closed = true;
    await this.#loop;
    this.#batch[Symbol.dispose]();
  }

  /** Cancel all requests; the memory is free. */
  [Symbol.dispose](): void {
    this.#closed = true;
    for (const { queue } of [...this.#waiting, ...this.#running]) queue.cancel();
    this.#batch[Symbol.dispose]();
  }

  async #run(): Promise<void> {
    await yieldToEventLoop(); // requests of one moment begin together
    while (this.#waiting.length + this.#running.length > 0) {
      for (const request of this.#waiting.splice(0, this.free)) {
        this.#running.push(request);
        this.#batch.add(request.sequence);
      }
      for (const advance of await this.#batch.step()) this.#tell(advance);
      await yieldToEventLoop(); // whoever cancels is heard before the next step
    }
    this.#loop = undefined;
  }

  #tell(advance: Advance): void {
    const request = this.#running.find(({ sequence }) => sequence === advance.sequence);
    if (!request) return; // cancelled meanwhile
    const { queue, sequence } = request;
    queue.cachedTokens = sequence.cachedTokens ?? 0;
    if ("error" in advance) {
      const { error } = advance;
      this.#end(request, () => queue.fail(error));
      return;
    }
    const { token, end } = advance;
    queue.tellPrompt(sequence.promptLogProbs?.tokens ?? []);
    queue.push(token);
    if (end) this.#end(request, () => queue.finish(end));
  }

  #end(request: Request, tell: () => void): void {
    this.#running = this.#running.filter((one) => one !== request);
    this.#waiting = this.#waiting.filter((one) => one !== request);
    request.forget();
    this.#batch.remove(request.sequence);
    tell();
  }

  /** Beyond the context the window slides, and the first tokens are never computed. */
  #expectWithinContext({ length }: readonly number[]): void {
    const { contextLength } = this.model;
    if (length > contextLength)
      throw new RangeError(
        `GenerationBatch: promptLogProbs is given for a prompt of ${length} tokens, expected at most ${contextLength}, which the model sees at once`,
      );
  }

  #expectPrompt(given: ArrayLike<number>): number[] {
    expectList("GenerationBatch", "promptIds", given);
    const prompt = Array.from(given);
    const { vocabSize } = this.model;
    const wrong = prompt.findIndex((id) => !Number.isInteger(id) || id < 0 || id >= vocabSize);
    if (wrong >= 0)
      throw new RangeError(
        `GenerationBatch: promptIds[${wrong}] is ${describeValue(prompt[wrong])}, expected an id below ${vocabSize}`,
      );
    if (prompt.length === 0)
      throw new RangeError("GenerationBatch: promptIds are empty, expected at least one token");
    if (prompt.length >= this.maxContext)
      throw new ContextOverflowError(prompt.length, this.maxContext);
    return prompt;
  }
}
