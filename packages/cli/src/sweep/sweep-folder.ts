import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { writeFileSafely } from "@qkv/nn/node";
import { CommandError, UsageError } from "../failures/command-error.ts";
import { RunClaim } from "../run-directory/run-claim.ts";
import { pathFromHere } from "../terminal/shown-path.ts";
import type { TrialResult } from "./run-trial.ts";
import type { Space, TrialValues } from "./space.ts";

export const methods = ["random", "grid", "halving"] as const;

/** What a sweep has to do. */
export interface SweepPlan {
  readonly format: "qkv sweep 1";
  readonly method: (typeof methods)[number];
  readonly space: Space;
  readonly trials: number;
  readonly seed: number;
  /** Of successive halving. */
  readonly factor: number;
  readonly metric: string;
  readonly better: "lower" | "higher";
}

/** A trial that was trained so far, or could not be. */
export type TrialRecord = {
  readonly trial: number;
  /** That it was to have; undefined where the preset says. */
  readonly steps: number | undefined;
  readonly values: TrialValues;
} & (TrialResult | { readonly failed: string });

const isRecord = (value: unknown): value is TrialRecord => {
  const { trial, values, value: figure, step, failed } = Object(value);
  const figured = typeof figure === "number" && typeof step === "number";
  return (
    Number.isSafeInteger(trial) && Object(values) === values && (figured || failed !== undefined)
  );
};

/** Where a sweep keeps its plan, the runs of its trials, and what they came to. */
export class SweepFolder {
  readonly path: string;
  #claim: RunClaim | undefined;

  constructor(path: string) {
    this.path = resolve(path);
  }

  get planFile(): string {
    return join(this.path, "sweep.json");
  }
  get page(): string {
    return join(this.path, "sweep.html");
  }
  get shown(): string {
    return pathFromHere(this.path);
  }

  /** The folder of a trial's run. */
  run(trial: number): string {
    return join(this.path, "runs", numbered(trial));
  }
  log(trial: number): string {
    return join(this.path, "logs", `${numbered(trial)}.log`);
  }

  /** The sweep is this process's until it ends. @throws UsageError when it is another's */
  async claim(): Promise<void> {
    await mkdir(this.path, { recursive: true });
    const claim = await RunClaim.take(join(this.path, ".qkv-owner.json"), "qkv sweep");
    if (typeof claim === "string")
      throw new UsageError(`${this.shown} is in use by ${claim}; wait until it has ended`);
    this.#claim = claim;
  }

  release(): void {
    this.#claim?.release();
  }

  /** Write the plan, or refuse one that is another than the one that is there; of random trials there may be more. */
  async begin(plan: SweepPlan): Promise<void> {
    await mkdir(join(this.path, "results"), { recursive: true });
    if (existsSync(this.planFile)) expectSamePlan(plan, await this.#plan(), this.shown);
    const text = `${JSON.stringify(plan, null, 2)}\n`;
    await writeFileSafely(this.planFile, new TextEncoder().encode(text));
  }

  async #plan(): Promise<SweepPlan> {
    try {
      return JSON.parse(await readFile(this.planFile, "utf8"));
    } catch (cause) {
      throw new CommandError(`${this.planFile} is no JSON, expected the plan of a sweep`, {
        cause,
      });
    }
  }

  async keep(record: TrialRecord): Promise<void> {
    const { trial, steps } = record;
    const name = `${numbered(trial)}${steps === undefined ? "" : `-${steps}`}.json`;
    const bytes = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
    await writeFileSafely(join(this.path, "results", name), bytes);
  }

  async records(): Promise<readonly TrialRecord[]> {
    const folder = join(this.path, "results");
    const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    return texts.map((text) => JSON.parse(text)).filter(isRecord);
  }
}

const numbered = (trial: number): string => String(trial).padStart(4, "0");

function expectSamePlan(now: SweepPlan, stored: SweepPlan, folder: string): void {
  // As they are written.
  const plain: SweepPlan = JSON.parse(JSON.stringify(now));
  for (const name of Object.keys(plain) as (keyof SweepPlan)[]) {
    if (name === "trials" && plain.method === "random" && plain.trials >= stored.trials) continue;
    if (isDeepStrictEqual(plain[name], stored[name])) continue;
    const [came, there] = [plain[name], stored[name]].map((one) => JSON.stringify(one));
    throw new UsageError(
      name === "space"
        ? `the space is another than that of the sweep in ${folder}; choose another folder with --output`
        : `${name} is ${came}, but the sweep in ${folder} has ${there}; choose another folder with --output`,
    );
  }
}
