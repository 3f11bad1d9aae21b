import {
  defaultDevice,
  type HostTensor,
  resumeTraining,
  saveTraining,
  type Tensor,
  Trainer,
} from "@qkv/nn";
import { componentOf } from "@qkv/nn/inspection";
import { readSafetensors } from "@qkv/nn/weights";
import type {
  Look,
  RunAnswer,
  RunAttention,
  RunFile,
  RunProgress,
  RunSettings,
  RunTensor,
  StepRecord,
  TrainingEvent,
} from "../protocol.ts";
import { Checkpoints } from "./checkpoints.ts";
import { owned } from "./folder-files.ts";
import type { Learner } from "./learner.ts";
import { optimizerOf, scheduleOf } from "./optimizer-of.ts";
import { looksIn, withLooks } from "./run-file.ts";
import { spreadOf } from "./spread.ts";

/** Milliseconds between two messages about steps: a screen shows no more, and the page has its time for people. */
const TELL_EVERY = 250;

/** A model that learns: the library's training loop, and what people want to see of it. */
export class Run {
  readonly #learner: Learner;
  readonly #settings: RunSettings;
  readonly #trainer: Trainer<unknown>;
  readonly #checkpoints = new Checkpoints();
  #abort: AbortController | undefined;
  #training: Promise<unknown> = Promise.resolve();

  private constructor(learner: Learner, settings: RunSettings) {
    this.#learner = learner;
    this.#settings = settings;
    const { model, data, loss, tokensPerBatch, generator } = learner;
    const { clip, every } = settings;
    this.#trainer = new Trainer({
      ...{ model, data, loss, tokensPerBatch, generator },
      optimizer: optimizerOf(settings, model),
      schedule: scheduleOf(settings),
      // Infinity clips nothing, and the norm is still told.
      maxGradNorm: clip > 0 ? clip : 1e30,
      validation: { every, loss: () => learner.heldOutLoss() },
    });
    model.train();
  }

  static async start(
    learner: Learner,
    settings: RunSettings,
    saved: Uint8Array | undefined,
  ): Promise<Run> {
    const run = new Run(learner, settings);
    try {
      if (saved) run.#resume(saved);
      const last = run.#checkpoints.all.at(-1)?.look.step;
      if (last !== run.#trainer.step) await run.#look();
      return run;
    } catch (error) {
      await run.end();
      throw error;
    }
  }

  #resume(saved: Uint8Array): void {
    resumeTraining(this.#trainer, saved);
    for (const one of looksIn(saved, this.#learner.model, this.#trainer.step))
      this.#checkpoints.add(one);
  }

  /** Until so many steps are done, or `pause`. */
  async train(
    steps: number,
    signal: AbortSignal,
    tell: (event: TrainingEvent) => void,
  ): Promise<RunProgress> {
    await this.#training.catch(() => {}); // whoever asked for it knows
    const abort = new AbortController();
    this.#abort = abort;
    signal.addEventListener("abort", () => abort.abort(), { once: true });
    let [records, told]: [StepRecord[], number] = [[], performance.now()];
    const flush = () => {
      if (records.length > 0) tell({ kind: "steps", records });
      [records, told] = [[], performance.now()];
    };
    const onStep = async (record: StepRecord) => {
      records.push(record);
      if (performance.now() - told > TELL_EVERY) flush();
      if (record.step % this.#settings.every !== 0 && record.step !== this.#settings.steps) return;
      const look = await this.#look();
      flush();
      tell({ kind: "look", look });
    };
    this.#training = this.#trainer.fit({ steps, signal: abort.signal, callbacks: [{ onStep }] });
    try {
      await this.#training;
    } finally {
      flush();
    }
    return this.progress;
  }

  async pause(): Promise<RunProgress> {
    this.#abort?.abort();
    await this.#training.catch(() => {});
    return this.progress;
  }

  async rewind(step: number): Promise<void> {
    await this.pause();
    resumeTraining(this.#trainer, this.#checkpoints.at(step).file);
    this.#checkpoints.cut(step);
    this.#learner.model.zeroGrad();
  }

  async #look(): Promise<Look> {
    const { step } = this.#trainer;
    const look = { step, sample: await this.#learner.sample() };
    const gradients = new Map<string, Float32Array>();
    for (const [name, { grad }] of this.#learner.model.namedParameters())
      if (grad) gradients.set(name, Float32Array.from(await grad.data()));
    this.#checkpoints.add({ look, file: await saveTraining(this.#trainer), gradients });
    return look;
  }

  /** A tensor now, or as it was. */
  async tensor(name: string, kind: string, step: number | undefined): Promise<RunTensor> {
    const parameter = this.#parameter(name);
    const looks = this.#checkpoints.all.map((one) => ({
      step: one.look.step,
      values: this.#kept(one.file, one.gradients, name, kind),
    }));
    const spread = spreadOf(looks.filter(({ values }) => values.length > 0));
    if (step !== undefined) {
      const { values } = looks.find((one) => one.step === this.#checkpoints.at(step).look.step)!;
      return { step, shape: parameter.shape, data: Float32Array.from(values), spread };
    }
    return this.#trainer.betweenSteps(async () => {
      const now = this.#now(parameter, kind);
      const data = now ? Float32Array.from(await now.data()) : new Float32Array();
      return { step: this.#trainer.step, shape: parameter.shape, data, spread };
    });
  }

  #parameter(name: string): Tensor {
    const found = [...this.#learner.model.namedParameters()].find(([one]) => one === name);
    if (found) return found[1];
    throw new RangeError(`the model has no parameter ${name}`);
  }

  #now(parameter: Tensor, kind: string): Tensor | undefined {
    if (kind === "weight") return parameter;
    if (kind === "gradient") return parameter.grad;
    const { optimizer } = this.#trainer.options;
    const number = optimizer.parameters().indexOf(parameter);
    return optimizer.stateDict().tensors.get(`${number}.${kind}`);
  }

  #kept(
    file: Uint8Array,
    gradients: ReadonlyMap<string, Float32Array>,
    name: string,
    kind: string,
  ): Float32Array {
    if (kind === "gradient") return gradients.get(name) ?? new Float32Array();
    const number = this.#trainer.options.optimizer.parameters().indexOf(this.#parameter(name));
    const stored = kind === "weight" ? `model.${name}` : `optimizer.${number}.${kind}`;
    const found = readSafetensors(file).tensors.get(stored);
    return found ? Float32Array.from(found.values) : new Float32Array();
  }

  /** Where it looks in a text, now or as it did. */
  async attention(text: string, step: number | undefined): Promise<RunAttention> {
    const learner = this.#learner;
    if (step === undefined)
      return this.#trainer.betweenSteps(async () => ({
        step: this.#trainer.step,
        ...(await learner.attention(learner.model, text)),
      }));
    const { tensors } = readSafetensors(this.#checkpoints.at(step).file);
    const model = learner.newModel();
    try {
      model.eval();
      model.loadStateDict(ofModel(tensors));
      return { step, ...(await learner.attention(model, text)) };
    } finally {
      model.dispose();
    }
  }

  async save(note: string): Promise<Uint8Array<ArrayBuffer>> {
    const now = await saveTraining(this.#trainer, { note });
    return owned(withLooks(now, this.#checkpoints.all));
  }

  files(): Promise<readonly RunFile[]> {
    return this.#trainer.betweenSteps(() => this.#learner.files());
  }

  get progress(): RunProgress {
    const { bytes, reservedBytes } = defaultDevice().memory();
    return { step: this.#trainer.step, memory: { bytes, reservedBytes } };
  }

  get answer(): RunAnswer {
    const { model, vocabSize, amounts } = this.#learner;
    const { optimizer } = this.#trainer.options;
    const kept = optimizer.stateDict().groups.flatMap((group) => group.kept);
    return {
      ...this.progress,
      ...{ vocabSize, amounts },
      parameters: [...model.namedParameters()].map(([name, { shape }]) => ({
        ...{ name, shape },
        component: componentOf(name),
      })),
      kinds: ["weight", "gradient", ...new Set(kept)],
      looks: this.#checkpoints.all.map(({ look }) => look),
    };
  }

  async end(): Promise<void> {
    await this.pause();
    this.#trainer.dispose();
    this.#learner.model.dispose();
  }
}

/** What a training file has of the model. */
function ofModel(tensors: ReadonlyMap<string, HostTensor>): Map<string, HostTensor> {
  const prefix = "model.";
  return new Map(
    [...tensors]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}
