import { descriptionFileNames, type FilesByName } from "@qkv/nn/model-folder";
import { folderOnDisk } from "@qkv/nn/node";
import { type ExportedRun, exportRun, historyFile } from "@qkv/nn/pytorch";
import type { RunDirectory } from "../run-directory/run-directory.ts";
import { partMetadata } from "../run-directory/run-parts.ts";
import { Counter } from "../terminal/counter.ts";
import type { Printer } from "../terminal/printer.ts";
import { type OpenRunOptions, openRun } from "../training/open-run.ts";
import { programFiles } from "./program.ts";
import { requireNew, writeFolder } from "./write-folder.ts";

/** What was written, and of what. */
export interface WrittenExport extends Pick<ExportedRun, "step" | "lossToCome"> {
  readonly files: readonly string[];
  readonly steps: number;
  /** Whether the run had done all of its steps, and was given as many again. */
  readonly lengthened: boolean;
}

/** Write the folder that PyTorch goes on in with the run of a folder. */
export async function exportPytorch(
  path: string,
  out: string,
  options: OpenRunOptions & { readonly printer: Printer; readonly signal: AbortSignal },
): Promise<WrittenExport> {
  requireNew(out);
  const { printer, signal } = options;
  const { directory, prepared, run, lengthened } = await openRun(path, options, options);
  using _run = run;
  const { training, settings } = prepared;
  const counter = new Counter(printer, { label: "batches to come", unit: "steps", delay: 2000 });
  const exported = await exportRun(run, {
    ...{ recipe: training.recipe, steps: settings.steps, signal },
    ...{ metadata: partMetadata(training, run.step), ...baseOf(training.settings) },
    onProgress: (done, total) => counter.update(done, total),
  }).finally(() => counter.end());
  const files = new Map([
    ...(await copied(directory)),
    ...prepared.files(),
    ...exported.files,
    ...(await programFiles(exported.ownModule)),
  ]);
  await writeFolder(out, files, signal);
  const { step, lossToCome } = exported;
  return { files: [...files.keys()], step, steps: settings.steps, lossToCome, lengthened };
}

/** The model that adapters are for, as the settings name it. */
function baseOf(settings: object): { readonly baseModel?: string } {
  const { base, from } = settings as Readonly<Record<string, unknown>>;
  const name = base ?? from;
  return typeof name === "string" && name !== "" ? { baseModel: name } : {};
}

/** What the folder says of the model, and the losses so far. */
async function copied({ path }: RunDirectory): Promise<FilesByName> {
  const source = folderOnDisk(path);
  const files = new Map<string, Uint8Array>();
  for (const name of [...descriptionFileNames, historyFile])
    if (await source.has(name)) files.set(name, await source.read(name));
  return files;
}
