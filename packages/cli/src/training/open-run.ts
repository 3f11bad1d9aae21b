import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Application, madeData } from "@qkv/nn/applications";
import { expectWeights, readModelDescription, requireAddressable } from "@qkv/nn/model-folder";
import { dataOnDisk, folderOnDisk, readBytes } from "@qkv/nn/node";
import { type ReadyTraining, recipeOf, type TrainingRun } from "@qkv/nn/recipes";
import { readSafetensors } from "@qkv/nn/weights";
import { namingOptions, namingOptionsOf } from "../command-line/option-name.ts";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { namingFile } from "../failures/naming-file.ts";
import { RunDirectory } from "../run-directory/run-directory.ts";
import { requireSameRun, stepOf } from "../run-directory/run-parts.ts";
import { type LoadOptions, loadText } from "../text-source/load-text.ts";
import { applicationIn } from "./application-in.ts";

/** What may be said anew of a run that is opened. */
export interface OpenRunOptions {
  /** Twice as many as it has, of a run that has done them all, unless given. */
  readonly steps?: number | undefined;
  /** Where its data are; where they were unless given. */
  readonly data?: string | undefined;
}

/** A run out of its folder, where its last checkpoint left it. */
export interface OpenedRun {
  readonly directory: RunDirectory;
  readonly prepared: ReadyTraining;
  readonly run: TrainingRun;
  /** Whether it had done all of its steps, and was given as many again. */
  readonly lengthened: boolean;
}

/** Open a run to look at it or to hand it over. Its folder stays as it is, and may be in training. */
export async function openRun(
  path: string,
  options: OpenRunOptions,
  session: LoadOptions,
): Promise<OpenedRun> {
  const directory = new RunDirectory(resolve(path));
  if (!existsSync(directory.training))
    throw new CommandError(
      `${path} ${existsSync(directory.path) ? "has no training.safetensors, so it is no folder of a run, or no checkpoint was saved there" : "is not there"}; ` +
        "expected the folder of qkv train, such as runs/book",
    );
  const bytes = await readBytes(directory.training);
  const { metadata } = await namingFile(directory.training, () => readSafetensors(bytes));
  const planned = (await plannedSteps(directory)) ?? Number.POSITIVE_INFINITY;
  const lengthened = options.steps === undefined && (stepOf(metadata) ?? 0) >= planned;
  const steps = lengthened ? 2 * planned : options.steps;
  const given = steps === undefined ? {} : { steps };
  const application = applicationIn(["--resume", path], "resume");
  const prepared = application
    ? await preparedApplication(application, directory, given, options.data)
    : await preparedRecipe(directory, bytes, given, { ...session, data: options.data });
  requireSameRun(directory.training, metadata, prepared.training);
  requireAddressable(prepared.footprint, "training", directory.config);
  const run = prepared.start();
  try {
    await namingFile(directory.training, () => run.restore(bytes));
    const { settings } = prepared;
    if (run.step < settings.steps) return { directory, prepared, run, lengthened };
    throw new UsageError(
      `the run in ${path} has done ${run.step} steps, and ${options.steps === undefined ? "was to do" : "--steps is"} ${settings.steps}; ` +
        `expected more to do: --steps ${2 * run.step}`,
    );
  } catch (error) {
    run.dispose();
    throw error;
  }
}

/** How many steps the run was to do. */
async function plannedSteps({ path }: RunDirectory): Promise<number | undefined> {
  try {
    const json: unknown = JSON.parse(
      new TextDecoder().decode(await folderOnDisk(path).read("training.json")),
    );
    const { steps } = Object(Object(json).settings);
    return Number.isSafeInteger(steps) ? steps : undefined;
  } catch {
    return undefined; // what is wrong with it is said by whoever reads it whole
  }
}

type Given = { readonly steps?: number };

async function preparedApplication(
  application: Application,
  directory: RunDirectory,
  given: Given,
  data: string | undefined,
): Promise<ReadyTraining> {
  const run = `the run in ${directory.shown}`;
  const plan = await namingOptionsOf(() =>
    application.resume(folderOnDisk(directory.path), given, run),
  );
  const source =
    data ?? (plan.data && plan.data.source !== madeData ? plan.data.source : undefined);
  const files = source === undefined ? undefined : await dataOnDisk(source);
  return namingOptionsOf(() => plan.prepare(files));
}

async function preparedRecipe(
  directory: RunDirectory,
  bytes: Uint8Array,
  given: Given,
  { data, ...session }: LoadOptions & Pick<OpenRunOptions, "data">,
): Promise<ReadyTraining> {
  const folder = await readModelDescription(folderOnDisk(directory.path));
  const recipe = recipeOf(folder);
  const plan = namingOptions(() => recipe.resume(folder, given, `the run in ${directory.shown}`));
  const text = await loadText(data ?? plan.data?.source ?? "", session);
  const prepared = namingOptions(() => plan.prepare(text));
  await expectWeights(folder.description, bytes, { file: directory.training, prefix: "model." });
  return prepared;
}
