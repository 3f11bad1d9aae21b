import { fork } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandError } from "../failures/command-error.ts";
import type { Job } from "../work-queue/work-queue.ts";

/** What a worker needs to train a trial. */
export interface TrialWork {
  /** Of the run; all workers see it under this path. */
  readonly folder: string;
  /** Where what the training says goes. */
  readonly log: string;
  /** From where the paths among the arguments lead. */
  readonly cwd: string;
  /** Of `qkv train`, but for the folder. */
  readonly args: readonly string[];
  /** The figure that counts. */
  readonly metric: string;
  readonly better: "lower" | "higher";
}

/** What a training came to. */
export interface TrialResult {
  readonly step: number;
  readonly value: number;
  readonly seconds: number;
}

/** A training that failed by itself, which it would do again, says why. */
export type TrialOutcome = TrialResult | { readonly failed: string };

const program = new URL("./compute.js", import.meta.url);
const stopped = new Set([130, 143]);

/**
 * Train a trial to the steps that it is given, from where it is. The process ends with this one, and saves when the signal
 * comes.
 *
 * @throws CommandError for one that was stopped, and goes on when it is called again
 */
export async function runTrial({ work }: Job, signal: AbortSignal): Promise<TrialOutcome> {
  const { folder, log, cwd, args, metric, better } = expectTrialWork(work);
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, "a");
  const start = performance.now();
  try {
    const given = ["train", ...args, `--out=${folder}`, "--resume-or-start"];
    const stdio = ["ignore", output, output, "ipc"] as const;
    const child = fork(fileURLToPath(program), given, { cwd, stdio: [...stdio] });
    const stop = (): void => void child.kill("SIGTERM");
    signal.addEventListener("abort", stop, { once: true });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("exit", resolve).once("error", reject); // a folder that is not there
    });
    signal.removeEventListener("abort", stop);
    if (code === null || stopped.has(code)) throw new CommandError("the training was stopped");
    const failed = code === 0 ? undefined : lastLine(log);
    // A worker on another machine that has died counts as alive for a minute.
    if (failed?.includes(" is in use by ")) throw new CommandError(failed);
    if (failed !== undefined) return { failed };
  } finally {
    closeSync(output);
  }
  const seconds = (performance.now() - start) / 1000;
  const figure = figureOf(join(folder, "history.jsonl"), metric, better);
  return "failed" in figure ? figure : { ...figure, seconds };
}

/** The figure of the weights that the run keeps: those of an application are the best ones, else they are the last. */
function figureOf(
  history: string,
  metric: string,
  better: TrialWork["better"],
): Omit<TrialResult, "seconds"> | { readonly failed: string } {
  const records = readFileSync(history, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const found = records.flatMap((record) => {
    const figures = Object(record.figures) as Readonly<Record<string, unknown>>;
    const value = Object.hasOwn(figures, metric) ? figures[metric] : record[metric];
    const kept = Object.keys(figures).length > 0;
    return typeof value === "number" ? [{ step: Number(record.step), value, kept }] : [];
  });
  if (found.length === 0) {
    const last = records.findLast(({ valLoss }) => valLoss !== undefined) ?? records.at(-1);
    const names = [...Object.keys(Object(last)), ...Object.keys(Object(last?.figures))];
    return {
      failed: `the training has no figure ${JSON.stringify(metric)}, expected one of ${names.join(", ")}`,
    };
  }
  const step = Number(records.at(-1)!.step);
  const values = found.map(({ value }) => value);
  if (!found.at(-1)!.kept) return { step, value: values.at(-1)! };
  return { step, value: better === "lower" ? Math.min(...values) : Math.max(...values) };
}

function lastLine(log: string): string {
  const lines = readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  return (lines.at(-1) ?? "the training said nothing").replace(/^error: /, "");
}

function expectTrialWork(work: unknown): TrialWork {
  const { folder, log, cwd, args, metric, better } = Object(work) as Partial<TrialWork>;
  const texts = [folder, log, cwd, metric];
  const right =
    texts.every((one) => typeof one === "string") &&
    Array.isArray(args) &&
    args.every((one) => typeof one === "string") &&
    (better === "lower" || better === "higher");
  if (right) return work as TrialWork;
  throw new CommandError("a job is no trial of a sweep as this version of qkv makes them");
}
