import { NonFiniteLossError, type StepRecord } from "@qkv/nn";
import { CommandError } from "../failures/command-error.ts";
import { describeSample } from "../report/describe-sample.ts";
import type { Interruption } from "../terminal/interruption.ts";
import { type Printer, printJson } from "../terminal/printer.ts";
import type { AssembledRun } from "./training-run.ts";

export interface TrainStepsOptions {
  readonly json: boolean;
  readonly printer: Printer;
  readonly interruption: Interruption;
  readonly onFirstStep: () => void;
}

/** Train until the last step or an interruption; every evaluation and the end save a checkpoint. */
export async function trainSteps(
  assembled: AssembledRun,
  options: TrainStepsOptions,
): Promise<void> {
  const { run, checkpoint, progress } = assembled;
  const { settings } = assembled.prepared;
  const { signal } = options.interruption;
  const onStep = (record: StepRecord): Promise<void> => afterStep(assembled, record, options);
  try {
    await run.fit({ steps: settings.steps, callbacks: [{ onStep }], signal });
    await checkpoint.save(run);
  } catch (error) {
    if (!(error instanceof NonFiniteLossError)) throw error;
    throw new CommandError(`${error.message} ${checkpoint.lastGood()}`, { cause: error });
  } finally {
    progress.pause();
  }
}

async function afterStep(
  { run, prepared, history, checkpoint, progress }: AssembledRun,
  record: StepRecord,
  { json, printer, interruption, onFirstStep }: TrainStepsOptions,
): Promise<void> {
  onFirstStep();
  const { sampleEvery } = prepared.settings;
  const known = withoutStoppedValidation(record, interruption);
  if (known.valLoss !== undefined && !Number.isFinite(known.valLoss))
    throw new CommandError(
      `the validation loss after step ${record.step} is ${known.valLoss}. ` +
        `Lower the learning rate. ${checkpoint.lastGood()}`,
    );
  history.add(known);
  if (json && !interruption.outputClosed) printJson(known);
  if (!json || printer.interactive) progress.step(known);
  if (known.valLoss !== undefined) await checkpoint.save(run);
  if (sampleEvery > 0 && record.step % sampleEvery === 0) {
    const sample = await run.sample(record.step, interruption.signal);
    progress.pause();
    const text = describeSample(sample, printer.width);
    printer.line(`sample after step ${record.step}:\n${text}\n`);
  }
}

/** A validation that the user stopped has no loss. */
function withoutStoppedValidation(record: StepRecord, { stopped }: Interruption): StepRecord {
  const { valLoss, ...rest } = record;
  return stopped && valLoss !== undefined && Number.isNaN(valLoss) ? rest : record;
}
