import { yieldToEventLoop } from "../../event-loop/yield-to-event-loop.ts";
import { type Decoder, isDecoder } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { describeValue } from "../../options/describe-value.ts";
import { expectList, expectObject } from "../../options/expect-argument.ts";
import type { WithConfigNames } from "../generation-config.ts";
import { inOurNames } from "../generation-config.ts";
import { stepScores } from "../search/step-scores.ts";
import { decoderSteps } from "../steps/decoder-steps.ts";
import type { TokenSteps } from "../steps/token-steps.ts";
import { ContextOverflowError, QueueFullError } from "./batch-errors.ts";
import {
  type BatchedRequestOptions,
  batchOptions,
  type GenerationBatchOptions,
  requestSettings,
} from "./batch-options.ts";
import { type BatchedRequest, TokenQueue } from "./batched-request.ts";
import { SequenceChoice } from "./sequence-choice.ts";

/** A request, and what is computed of it. */
interface Sequence {
  readonly choice: SequenceChoice;
  readonly queue: TokenQueue;
  /** Takes the listener off the caller's signal. */
  readonly forget: () => void;
  steps?: TokenSteps;
  newest?: readonly (readonly number[])[];
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
  readonly #inference: ReturnType<typeof inferenceOf>;
  #waiting: Sequence[] = [];
  #running: Sequence[] = [];
  #closed = false;
  #loop: Promise<void> | undefined;

  constructor(model: Decoder, options: GenerationBatchOptions = {}) {
    expectObject("GenerationBatch", "model", model, "a decoder, such as a Gpt", "namedModules");
    if (!isDecoder(model))
      throw new TypeError(
        `GenerationBatch: model is ${describeValue(model)}, expected a decoder: others are generated from by generateIds`,
      );
    const { slots, maxContext, maxWaiting } = batchOptions.complete(options);
    this.model = model;
    this.slots = slots;
    this.maxContext = Math.min(model.contextLength, maxContext ?? Number.POSITIVE_INFINITY);
    this.#maxWaiting = maxWaiting ?? Number.POSITIVE_INFINITY;
    this.#inference = inferenceOf(model);
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

  /**
   * Go on with a prompt, as soon as there is a slot. The answer ends at `maxContext` at the latest. The signal cancels, and
   * reading throws its reason.
   *
   * @throws ContextOverflowError for a prompt that leaves no room for an answer; QueueFullError where `maxWaiting` requests wait;
   * RangeError for a prompt without tokens
   */
  submit(
    promptIds: ArrayLike<number>,
    options: WithConfigNames<BatchedRequestOptions> = {},
  ): BatchedRequest {
    const prompt = this.#expectPrompt(promptIds);
    const settings = requestSettings(inOurNames(options));
    if (this.#closed)
      throw new Error("GenerationBatch: it was stopped, expected a batch that goes on");
    settings.signal?.throwIfAborted();
    if (this.running + this.waiting >= this.slots + this.#maxWaiting)
      throw new QueueFullError(this.#maxWaiting);
    const { signal } = settings;
    const aborted = () => this.#end(sequence, () => queue.fail(signal!.reason));
    const queue = new TokenQueue(prompt.length, () => this.#end(sequence, () => {}));
    const sequence: Sequence = {
      choice: new SequenceChoice(prompt, settings, this.maxContext),
      queue,
      forget: () => signal?.removeEventListener("abort", aborted),
    };
    signal?.addEventListener("abort", aborted, { once: true });
    this.#waiting.push(sequence);
    this.#loop ??= this.#run();
    return queue;
  }

  /** Take no more requests, and wait until all that were taken are over; then the memory is free. */
  async stop(): Promise<void> {
    this.#closed = true;
    await this.#loop;
  }

  /** Cancel all requests; the memory is free, or will be when the step that runs is over. */
  [Symbol.dispose](): void {
    this.#closed = true;
    for (const { queue } of [...this.#waiting, ...this.#running]) queue.cancel();
  }

  async #run(): Promise<void> {
    await yieldToEventLoop(); // requests of one moment begin together
    while (this.#waiting.length + this.#running.length > 0) {
      this.#running.push(...this.#waiting.splice(0, this.free));
      for (const sequence of [...this.#running]) await this.#advance(sequence);
      await yieldToEventLoop();
    }
    this.#loop = undefined;
  }

  async #advance(sequence: Sequence): Promise<void> {
    const { choice, queue } = sequence;
    if (queue.isOver) return;
    try {
      sequence.steps ??= decoderSteps(this.model, { ids: [choice.ids] });
      const [[scores]] = (await stepScores(sequence.steps, sequence.newest, this.#inference)) as [
        [Float64Array],
      ];
      if (queue.isOver) return; // the cancellation freed it
      const { token, end } = choice.next(scores);
      sequence.newest = [[token.id]];
      queue.push(token);
      if (end) this.#end(sequence, () => queue.finish(end));
    } catch (error) {
      this.#end(sequence, () => queue.fail(error));
    }
  }

  #end(sequence: Sequence, tell: () => void): void {
    this.#running = this.#running.filter((one) => one !== sequence);
    this.#waiting = this.#waiting.filter((one) => one !== sequence);
    sequence.forget();
    sequence.steps?.[Symbol.dispose]();
    tell();
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
