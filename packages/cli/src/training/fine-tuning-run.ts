import { fromPretrained } from "@qkv/nn/pretrained";
import { type BaseModel, baseModel, fineTuningRecipe } from "@qkv/nn/recipes";
import { namingOptions, optionName } from "../command-line/option-name.ts";
import { UsageError } from "../failures/command-error.ts";
import { claimDirectory, nextDirectory } from "../run-directory/claim-directory.ts";
import { Counter } from "../terminal/counter.ts";
import { loadText } from "../text-source/load-text.ts";
import { placeModel } from "../trained-model/place-model.ts";
import { chooseDevice, type RunSession } from "./choose-device.ts";
import { settingsFor } from "./settings-for.ts";
import type { TrainOptions } from "./train-options.ts";
import { type AssembledRun, assembleRun } from "./training-run.ts";

/** Options that a published model answers itself. */
const answered = ["task", "tokenizer"] as const satisfies readonly (keyof TrainOptions)[];

/** A run that goes on from a published model, with the options' settings on the options' data. */
export async function fineTuningRun(
  name: string,
  options: TrainOptions,
  session: RunSession,
): Promise<AssembledRun> {
  const foreign = answered.find((one) => options[one] !== undefined);
  if (foreign !== undefined)
    throw new UsageError(
      `--${optionName(foreign)} is of new models, and ${name} has its own; leave it out`,
    );
  if (options.data === undefined)
    throw new UsageError(
      "--data is missing, expected a text file, a folder of .txt files, an http(s) address, or book for Moby Dick; " +
        "for an encoder-decoder pairs of source and target, for an encoder texts and labels (.tsv, .csv or .jsonl)",
    );
  const given = settingsFor(fineTuningRecipe, options);
  const base = await session.compute.onHost(() => openBase(name, session));
  const plan = namingOptions(() => fineTuningRecipe.plan(base, given));
  const data = await loadText(options.data, session);
  const prepared = await session.compute.onHost(async () =>
    namingOptions(() => plan.prepare(data)),
  );
  await chooseDevice(prepared, name, session);
  await placeModel(prepared.model ?? base.model, undefined, session.compute);
  const directory =
    options.out === undefined
      ? await nextDirectory(prepared.settings.preset, session.printer)
      : await claimDirectory(options.out);
  return assembleRun({ directory, prepared, ...session });
}

async function openBase(name: string, { printer, signal }: RunSession): Promise<BaseModel> {
  const counter = new Counter(printer, { label: `loading ${name}`, unit: "bytes", delay: 2000 });
  try {
    const onProgress = (done: number, total: number): void => counter.update(done, total);
    const pretrained = await fromPretrained(name, { onProgress, ...(signal ? { signal } : {}) });
    return await baseModel(name, pretrained);
  } finally {
    counter.end();
  }
}
