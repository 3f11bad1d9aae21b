import type { Model } from "../models/roles.ts";
import { cosineSchedule } from "../optim/lr-scheduler/schedules.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { WeightAverage } from "../optim/weight-average.ts";
import type { FigureTable } from "../recipes/figures.ts";
import { handoverOf } from "../recipes/handover.ts";
import { SettingsError } from "../recipes/settings-error.ts";
import { trainerOptions } from "../recipes/trainer-options.ts";
import type { TrainingRun, ValidationHooks } from "../recipes/training-run.ts";
import { resumeTraining, saveTraining } from "../training/checkpoint.ts";
import { Trainer } from "../training/trainer.ts";
import { readSafetensors } from "../weights/read-safetensors.ts";
import { trainedFiles } from "./adapters.ts";
import type { Work } from "./application.ts";
import { applicationOptimizer } from "./application-optimizer.ts";
import { HeldOutData } from "./held-out-data.ts";
import { bestTensors, readBest } from "./stored-best.ts";
import type { ApplicationTraining } from "./training-fields.ts";

export interface ApplicationRunParts<Data, B> {
  readonly model: Model;
  readonly work: Work<Data, B>;
  readonly data: Data;
  readonly settings: ApplicationTraining;
  readonly figures: FigureTable;
  readonly hooks: ValidationHooks;
}

/** Examples that are shown of a finished run. */
const SHOWN = 8;

/** A run of an application: it keeps the weights that validate best, and ends when none are better for long. */
export function applicationRun<Data, B>(parts: ApplicationRunParts<Data, B>): TrainingRun {
  const { model, work, data, settings, figures, hooks } = parts;
  const { lr, minLr, warmup, steps, averageDecay, patience, evalBatches, batch } = settings;
  const average = averageDecay > 0 ? new WeightAverage(model, { decay: averageDecay }) : undefined;
  const heldOut = new HeldOutData({
    ...{ model, average, figures, signal: hooks.signal },
    step: () => trainer.step,
    score: (some, onProgress) =>
      work.score(data, {
        ...{ part: "validation", signal: hooks.signal, onTheWay: some },
        ...(some && evalBatches > 0 ? { examples: evalBatches * batch } : {}),
        ...(onProgress ? { onProgress } : {}),
      }),
  });
  const tokensPerBatch = work.tokensPerBatch?.(data);
  const validationLoss = (): Promise<number> => hooks.loss(heldOut, trainer.step);
  const trainer = new Trainer<B>({
    ...trainerOptions(
      model,
      settings,
      validationLoss,
      ownOptimizer(work, settings) ?? applicationOptimizer(model, settings),
    ),
    data: work.batches(data),
    loss: (some) => work.loss(some),
    schedule: work.schedule ?? cosineSchedule({ peak: lr, minimum: minLr, warmup, steps }),
    ...(work.targetsIn ? { targetsIn: (some: B) => work.targetsIn!(some) } : {}),
    ...(tokensPerBatch === undefined ? {} : { tokensPerBatch }),
  });
  const shown = (examples: number) =>
    heldOut.withBest(() =>
      work.samples(data, { part: "validation", signal: hooks.signal, examples }),
    );
  const dispose = (): void => {
    average?.dispose();
    work.dispose?.();
    trainer.dispose();
    model.dispose();
  };
  return {
    ...{ model, heldOut, dispose, [Symbol.dispose]: dispose },
    get step() {
      return trainer.step;
    },
    async fit({ callbacks = [], signal, ...length }) {
      const enough = new AbortController();
      const onStep = (): void => {
        heldOut.average();
        const { last } = heldOut;
        if (patience > 0 && heldOut.sinceBest >= patience) enough.abort();
        if (last && work.reached?.(last)) enough.abort();
      };
      const signals = signal ? [signal, enough.signal] : [enough.signal];
      const shownRecords = callbacks.map(({ onStep: told }) => ({
        onStep: (record: Parameters<NonNullable<typeof told>>[0]) =>
          told?.({ ...record, ...(record.valLoss === undefined ? {} : heldOut.lastFigures()) }),
      }));
      return trainer.fit({
        ...length,
        callbacks: [{ onStep }, ...shownRecords],
        signal: AbortSignal.any(signals),
      });
    },
    async save(metadata = {}) {
      const { best, sinceBest } = heldOut;
      const stored = bestTensors({ best, sinceBest, average });
      return saveTraining(trainer, { ...metadata, ...stored.metadata }, stored.tensors);
    },
    modelFiles: (metadata) => heldOut.withBest(async () => trainedFiles(model, settings, metadata)),
    handover: () => handoverOf(trainer, work.tokens, average),
    restore(bytes) {
      const stored = readBest(readSafetensors(bytes), model, figures);
      resumeTraining(trainer, bytes);
      heldOut.restore(stored);
      if (average && stored.average)
        average.loadStateDict(stored.averageUpdates, (name) => stored.average!.get(name)!.values);
    },
    sample: async () =>
      (await work.samples(data, { part: "validation", signal: hooks.signal, examples: 3 }))[0] ?? {
        kind: "text",
        text: "",
      },
    finalSamples: () => shown(SHOWN),
  };
}

/** The optimiser that an application insists on. @throws SettingsError where the settings ask for another */
function ownOptimizer<Data, B>(
  work: Work<Data, B>,
  { optimizer }: ApplicationTraining,
): Optimizer | undefined {
  if (work.optimizer && optimizer !== "adamw")
    throw new SettingsError(
      (nameOf) =>
        `${nameOf("optimizer")} is ${optimizer}, expected adamw: this task has an optimiser of its own`,
    );
  return work.optimizer?.();
}
