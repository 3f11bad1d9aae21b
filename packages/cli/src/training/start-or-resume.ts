import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { openCheckpoint, writeFileSafely } from "@qkv/nn/node";
import { UsageError } from "../failures/command-error.ts";
import { RunDirectory } from "../run-directory/run-directory.ts";
import { stepOf } from "../run-directory/run-parts.ts";
import { Printer } from "../terminal/printer.ts";
import type { AssembledRun } from "./training-run.ts";

interface StartOrResume {
  readonly resumeOrStart?: true;
  readonly resume?: string;
  readonly out?: string;
  readonly steps?: unknown;
  readonly json?: true;
}

/** What a run has of its own once it is begun, and takes from nobody any more. */
const ownParts = ["model", "tokenizer"] as const;

/**
 * With --resume-or-start, the options for a folder as it is: of a new run where it holds none, of one that goes on where it
 * does; undefined where the run is finished. Other options stay as they are.
 *
 * @throws UsageError for options that do not go with it
 */
export async function startOrResume<T extends StartOrResume>(options: T): Promise<T | undefined> {
  const { resumeOrStart, ...others } = options;
  if (!resumeOrStart) return options;
  const { resume, out, steps, json = false } = options;
  if (resume !== undefined)
    throw new UsageError(
      "--resume and --resume-or-start are given, expected one; the latter takes the folder by --out",
    );
  if (out === undefined)
    throw new UsageError("--resume-or-start needs --out, the folder of the run; expected both");
  const directory = new RunDirectory(resolve(out));
  if (!existsSync(directory.training)) return others as unknown as T;
  const done = await progressOf(directory);
  const wanted = typeof steps === "number" ? steps : done.steps;
  if (done.ended || done.step >= wanted) {
    new Printer({ json }).say(
      `The run in ${directory.shown} is finished, after step ${done.step}; there is nothing to do.`,
    );
    return undefined;
  }
  for (const name of ownParts) Reflect.deleteProperty(others, name);
  return { ...others, resume: out } as unknown as T;
}

interface RunProgress {
  /** Of the checkpoint. */
  readonly step: number;
  /** That the run was to have. */
  readonly steps: number;
  /** Whether it ended by itself before. */
  readonly ended: boolean;
}

/** What cannot be read is left to whoever goes on with the run, who says what is wrong. */
async function progressOf(directory: RunDirectory): Promise<RunProgress> {
  await using checkpoint = await openCheckpoint(directory.training);
  const step = stepOf(checkpoint.metadata) ?? 0;
  const { settings } = await jsonOf(directory.pathOf("training.json"));
  const steps = Number(Object(settings).steps);
  const ended = await jsonOf(directory.ended);
  return {
    ...{ step, steps: Number.isFinite(steps) ? steps : Number.POSITIVE_INFINITY },
    ended: step > 0 && ended.step === step && ended.steps === steps,
  };
}

const jsonOf = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  try {
    return Object(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return {};
  }
};

/** Note that a run ended before its last step because nothing became better, so that it is not begun again. */
export async function noteEarlyEnd({ directory, run, prepared }: AssembledRun): Promise<void> {
  const { steps } = prepared.settings;
  if (run.step >= steps) return;
  const text = `${JSON.stringify({ step: run.step, steps })}\n`;
  await writeFileSafely(directory.ended, new TextEncoder().encode(text));
}
