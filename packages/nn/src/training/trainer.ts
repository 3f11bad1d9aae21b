import type { BatchSource } from "../data/batch-source.ts";
import { Yielder } from "../event-loop/yield-to-event-loop.ts";
import { evaluating } from "../module/evaluating.ts";
import { Module } from "../module/module.ts";
import { clipGradNorm } from "../optim/clip-grad-norm.ts";
import type { Schedule } from "../optim/lr-scheduler/schedules.ts";
import { Optimizer } from "../optim/optimizer.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { expectFunction } from "../options/expect-argument.ts";
import { callback, instance, integer, nested, number, passing } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import { defaultGenerator, Generator } from "../random/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Accumulation } from "./accumulation.ts";
import { type History, NonFiniteLossError, type StepRecord } from "./history.ts";
import { claimParameters } from "./moving-parameters.ts";
import { StepGate } from "./step-gate.ts";

const isBatchSource = (value: unknown): boolean => typeof Object(value).next === "function";

const validationOptions = defineOptions("validation", {
  every: integer({ from: 1 }),
  loss: callback<() => Promise<number>>(),
});

const trainerOptions = defineOptions("Trainer", {
  model: instance(Module),
  optimizer: passing<Optimizer>((value) => value instanceof Optimizer, {
    expected: "an optimiser, such as new AdamW(model.parameters())",
  }),
  data: passing<BatchSource<unknown>>(isBatchSource, {
    expected: "a source of batches: a DataLoader, a TokenStream, or an object with next()",
  }),
  loss: callback<(batch: never) => Tensor>(),
  /**
   * Over how many targets the loss of a batch is averaged, for gradAccumulation; unless given, losses of the library say so
   * themselves (ignored targets do not count), and so does a mean over all elements.
   */
  targetsIn: callback<(batch: never) => number>({ optional: true }),
  /** Learning rate of a step, counted from 0, times each group's lrScale; the groups' own rates unless given. */
  schedule: callback<Schedule>({ optional: true }),
  maxGradNorm: number({ above: 0, to: Infinity, optional: true }),
  /**
   * Batches whose gradients make one step, that of one batch which holds them all: each weighs as many targets as it has that
   * count. 1 unless given.
   */
  gradAccumulation: integer({ from: 1, default: 1 }),
  /** Tokens in one batch, for `tokensPerSecond`. */
  tokensPerBatch: number({ from: 0, optional: true }),
  /** Validation loss, computed every so many steps and after the last. */
  validation: nested(validationOptions, { optional: true }),
  /** The generator that the model draws from; saved with the training state. */
  generator: instance(Generator, { optional: true }),
});

/** What depends on the kind of batches. */
export interface TrainingTask<B> {
  readonly data: BatchSource<B>;
  /** The loss of a batch, one element; freed by the trainer. */
  readonly loss: (batch: B) => Tensor;
  readonly targetsIn?: ((batch: B) => number) | undefined;
}

/** The task (model, data, loss, optimiser) of a `Trainer`, and how its steps are made. */
export type TrainerOptions<B> = Omit<Given<typeof trainerOptions>, keyof TrainingTask<B>> &
  TrainingTask<B>;

/** What is told of a training while it runs; a promise is waited for. */
export interface TrainerCallback {
  readonly onStep?: (record: StepRecord) => void | Promise<void>;
}

const fitOptions = defineOptions(
  "fit",
  {
    /** Train until so many steps are done, those before a resumption included. */
    steps: integer({ from: 1, optional: true }),
    /** The same in passes over the data. */
    epochs: integer({ from: 1, optional: true }),
    callbacks: passing<readonly TrainerCallback[]>(Array.isArray, {
      default: [],
      expected: "a list of callbacks",
    }),
    /** Stops after the step under way. */
    signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  },
  {
    check: ({ steps, epochs }) =>
      (steps === undefined) === (epochs === undefined)
        ? "expected either steps or epochs"
        : undefined,
  },
);

/** How far `fit` trains, who is told, and what stops it. */
export type FitOptions = Given<typeof fitOptions>;

/** The training loop: batches in, optimiser steps, records out. */
export class Trainer<B> implements Disposable {
  readonly options: Omit<Complete<typeof trainerOptions>, keyof TrainingTask<B>> & TrainingTask<B>;
  /** Steps done. */
  step = 0;
  readonly #parameters: readonly Tensor[];
  readonly #gate = new StepGate();
  #fitting = false;
  #disposed = false;

  constructor(options: TrainerOptions<B>) {
    const complete = trainerOptions.complete(options);
    const { data, loss, targetsIn } = options;
    this.options = { ...complete, data, loss, targetsIn };
    this.#parameters = options.model.parameters();
  }

  get generator(): Generator {
    return this.options.generator ?? defaultGenerator;
  }

  /**
   * Train until so many steps or epochs are done. Each module stays in its own mode: parts that are in `eval()` stay so, and
   * a model that was put into it, as one that was loaded is, learns without dropout until `model.train()`.
   *
   * @throws NonFiniteLossError, and Error while another `fit` is moving the same parameters
   */
  async fit(options: FitOptions): Promise<History> {
    const { steps, epochs, callbacks, signal } = fitOptions.complete(options);
    this.#requireUndisposed("fit");
    if (this.#fitting)
      throw new Error("Trainer: fit while another fit is under way; await that one before");
    using _claim = claimParameters(this.options.model, this.options.optimizer);
    this.#fitting = true;
    try {
      return steps === undefined
        ? await this.#loop(epochs! * this.#stepsInEpoch, callbacks, signal, true)
        : await this.#loop(steps, callbacks, signal, false);
    } finally {
      this.#fitting = false;
    }
  }

  /** Run `body` between two steps: one that is under way is waited for, and the next waits for it. */
  async betweenSteps<T>(body: () => Promise<T>): Promise<T> {
    expectFunction("Trainer", "body", body);
    this.#requireUndisposed("saving");
    return this.#gate.between(body);
  }

  /** Throw while a step or a saving is under way: what `caller` changes would be half old and half new. @internal */
  requireBetweenSteps(caller: string): void {
    this.#requireUndisposed(caller);
    const { busy } = this.#gate;
    if (busy) throw new Error(`${caller}: ${busy}; call it in onStep, or when fit has ended`);
  }

  #requireUndisposed(caller: string): void {
    if (this.#disposed)
      throw new Error(`Trainer: ${caller} after dispose; its moments are gone, make another one`);
  }

  async #loop(
    last: number,
    callbacks: readonly TrainerCallback[],
    signal: AbortSignal | undefined,
    inEpochs: boolean,
  ): Promise<History> {
    const records: StepRecord[] = [];
    const yielder = new Yielder();
    while (this.step < last && !signal?.aborted) {
      const batches = inEpochs ? this.#batchesLeft() : this.options.gradAccumulation;
      const trained = await this.#gate.step(() => this.#trainStep(batches));
      const record = await this.#evaluated(trained, last);
      records.push(record);
      for (const callback of callbacks) await callback.onStep?.(record);
      await yielder.turn();
    }
    return { records, aborted: this.step < last };
  }

  async #trainStep(batches: number): Promise<StepRecord> {
    const { model, optimizer, schedule, maxGradNorm, tokensPerBatch } = this.options;
    const start = performance.now();
    if (schedule)
      for (const group of optimizer.groups) group.lr = schedule(this.step) * group.lrScale;
    optimizer.zeroGrad();
    model.zeroGrad(); // also of parameters that the optimiser does not have: they count in the norm
    const { loss, gradNorm } = await this.#gradients(batches, maxGradNorm);
    if (!Number.isFinite(loss)) throw new NonFiniteLossError(this.step + 1, loss);
    optimizer.step();
    this.step++;
    const seconds = (performance.now() - start) / 1000;
    return {
      step: this.step,
      loss,
      learningRate: optimizer.groups[0]!.lr,
      ...(gradNorm === undefined ? {} : { gradNorm }),
      ...(tokensPerBatch ? { tokensPerSecond: (tokensPerBatch * batches) / seconds } : {}),
    };
  }

  /** Leave the gradients of so many batches, clipped, and tell what they are like. */
  async #gradients(
    batches: number,
    maxGradNorm: number | undefined,
  ): Promise<{ readonly loss: number; readonly gradNorm: number | undefined }> {
    using accumulation = new Accumulation(batches);
    for (let i = 0; i < batches; i++) accumulation.add(this.options);
    accumulation.divide(new Set([...this.#parameters, ...this.options.optimizer.parameters()]));
    using norm =
      maxGradNorm === undefined ? undefined : clipGradNorm(this.#parameters, maxGradNorm);
    const { loss, more } = await accumulation.read(norm ? [norm] : []);
    return { loss, gradNorm: more[0] };
  }

  async #evaluated(record: StepRecord, last: number): Promise<StepRecord> {
    const { model, validation } = this.options;
    if (!validation || (record.step % validation.every !== 0 && record.step !== last))
      return record;
    const valLoss = await evaluating(model, () => validation.loss());
    return { ...record, valLoss };
  }

  get #stepsInEpoch(): number {
    const { data, gradAccumulation } = this.options;
    return Math.ceil(data.batchesPerEpoch / gradAccumulation);
  }

  /** Of the next step: the last one of an epoch takes what is left of it. */
  #batchesLeft(): number {
    const { data, gradAccumulation } = this.options;
    const drawn = (this.step % this.#stepsInEpoch) * gradAccumulation;
    return Math.min(gradAccumulation, data.batchesPerEpoch - drawn);
  }

  /**
   * Free what the training has made: the optimiser's moments, and the gradients. The model with its parameters, the
   * optimiser itself, the data and the generator belong to who made them, and stay. Such a trainer fits no more.
   */
  dispose(): void {
    if (this.#fitting || this.#gate.busy)
      throw new Error(
        "Trainer: dispose while fit is under way; stop it by its signal, await it, and dispose of it then",
      );
    const { model, optimizer } = this.options;
    optimizer.dispose();
    optimizer.zeroGrad();
    model.zeroGrad();
    this.#disposed = true;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
