import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Application, madeData } from "@qkv/nn/applications";
import { dataOnDisk, folderOnDisk, readBytes } from "@qkv/nn/node";
import { namingOptions, namingOptionsOf } from "../command-line/option-name.ts";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { namingFile } from "../failures/naming-file.ts";
import { claimDirectory, claimRun, nextDirectory } from "../run-directory/claim-directory.ts";
import { RunDirectory } from "../run-directory/run-directory.ts";
import { Counter } from "../terminal/counter.ts";
import type { ApplicationOptions } from "./application-command.ts";
import { chooseDevice, type RunSession } from "./choose-device.ts";
import { type AssembledRun, assembleRun } from "./training-run.ts";

type Settings = Readonly<Record<string, unknown>>;

/** A run of an application, from the beginning or where its last checkpoint left it. */
export async function applicationRun(
  application: Application,
  given: Settings,
  options: ApplicationOptions,
  session: RunSession,
): Promise<AssembledRun> {
  const { resume: path, data, out } = options;
  if (path !== undefined) return resumedApplication(application, given, options, session);
  const plan = namingOptions(() => application.plan(given));
  const files = data === undefined ? undefined : await dataOnDisk(data);
  const { printer, signal } = session;
  const counter = new Counter(printer, {
    label: "a model to start from",
    unit: "steps",
    delay: 2000,
  });
  const onProgress = (done: number, total: number): void => counter.update(done, total);
  const preparing = { signal, onProgress, ...(plan.base ? { base: folderOnDisk(plan.base) } : {}) };
  const prepared = await namingOptionsOf(() => plan.prepare(files, preparing)).finally(() =>
    counter.end(),
  );
  await chooseDevice(prepared, "qkv train", session);
  const directory =
    out === undefined
      ? await nextDirectory(application.name, session.printer)
      : await claimDirectory(out);
  return assembleRun({ directory, prepared, ...session });
}

async function resumedApplication(
  application: Application,
  given: Settings,
  { resume: path = "", data, out }: ApplicationOptions,
  session: RunSession,
): Promise<AssembledRun> {
  const directory = new RunDirectory(resolve(path));
  if (out !== undefined && resolve(out) !== directory.path)
    throw new UsageError(`--out is ${out}, but --resume goes on in ${path}; leave --out away`);
  await claimRun(directory, path);
  if (!existsSync(directory.training))
    throw new CommandError(
      `cannot resume ${path}: it has no training.safetensors, so no checkpoint was saved there`,
    );
  const plan = await namingOptionsOf(() =>
    application.resume(folderOnDisk(directory.path), given, `the run in ${path}`),
  );
  const source =
    data ?? (plan.data && plan.data.source !== madeData ? plan.data.source : undefined);
  const files = source === undefined ? undefined : await dataOnDisk(source);
  const prepared = await namingOptionsOf(() => plan.prepare(files));
  const bytes = await readBytes(directory.training);
  await chooseDevice(prepared, directory.config, session);
  return assembleRun({
    ...{ directory, prepared, ...session, rewrite: true },
    restore: (run) =>
      namingFile(directory.training, () => {
        run.restore(bytes);
        const { steps } = prepared.settings;
        if (run.step > steps)
          throw new UsageError(
            `--steps is ${steps}, but the run in ${path} has done ${run.step}; expected at least as many`,
          );
      }),
  });
}
