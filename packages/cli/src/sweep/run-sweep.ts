import { Counter } from "../terminal/counter.ts";
import type { Printer } from "../terminal/printer.ts";
import { drain } from "../work-queue/drain.ts";
import type { Job, Settled, WorkQueue } from "../work-queue/work-queue.ts";
import type { TrialOutcome, TrialResult, TrialWork } from "./run-trial.ts";
import { argumentsOf } from "./space.ts";
import type { SweepFolder, SweepPlan, TrialRecord } from "./sweep-folder.ts";
import { rungsOf, type Trial } from "./trials.ts";

export interface SweepRun {
  readonly folder: SweepFolder;
  readonly plan: SweepPlan;
  readonly trials: readonly Trial[];
  readonly queue: WorkQueue;
  readonly printer: Printer;
  readonly signal: AbortSignal;
}

/** Whether a trial came to a figure. */
export const isMeasured = (record: TrialRecord): record is TrialRecord & TrialResult =>
  "value" in record;

/** The better ones first; what failed stands at the end. */
export const ranked = (
  records: readonly TrialRecord[],
  { better }: Pick<SweepPlan, "better">,
): readonly TrialRecord[] => {
  const sign = better === "lower" ? 1 : -1;
  const order = (one: TrialRecord): number =>
    isMeasured(one) && Number.isFinite(one.value) ? sign * one.value : Number.POSITIVE_INFINITY;
  return records.toSorted((a, b) => order(a) - order(b) || a.trial - b.trial);
};

/** Train all trials, those that are done already aside; resolves when they are, or the signal stopped it. */
export async function runSweep(run: SweepRun): Promise<void> {
  const { plan, trials, signal } = run;
  if (plan.method !== "halving") return trainAll(run, trials, "trials");
  const rungs = rungsOf(trials.length, Number(plan.space.fixed.steps), plan.factor);
  let entrants = trials;
  for (const [i, { trials: count, steps }] of rungs.entries()) {
    if (i > 0) {
      const before = rungs[i - 1]!.steps;
      const numbers = new Set(entrants.map(({ number }) => number));
      const records = (await run.folder.records()).filter(
        (one) => one.steps === before && numbers.has(one.trial) && isMeasured(one),
      );
      const kept = new Set(
        ranked(records, plan)
          .slice(0, count)
          .map(({ trial }) => trial),
      );
      entrants = entrants.filter(({ number }) => kept.has(number));
    }
    const further = entrants.map((one) => ({ ...one, values: { ...one.values, steps } }));
    await trainAll(run, further, `round ${i + 1} of ${rungs.length}, ${steps} steps`);
    if (signal.aborted) return;
  }
}

/** A trial of these steps, as the results of a sweep name it. */
const stepsOf = ({ values }: Trial): number | undefined =>
  typeof values.steps === "number" ? values.steps : undefined;

function trialJob({ folder, plan }: Pick<SweepRun, "folder" | "plan">, trial: Trial): Job {
  const { number, values } = trial;
  const { metric, better } = plan;
  const work: TrialWork = {
    ...{ folder: folder.run(number), log: folder.log(number), args: argumentsOf(values) },
    ...{ cwd: process.cwd(), metric, better },
  };
  const run = folder.path.replace(/[^A-Za-z0-9]+/g, "-");
  return { key: `trial${run}-${number}-${stepsOf(trial) ?? "all"}`, kind: "trial", work };
}

async function trainAll(run: SweepRun, trials: readonly Trial[], label: string): Promise<void> {
  const { folder, queue, printer, signal } = run;
  const records = (await folder.records()).filter(isMeasured);
  const isDone = (trial: Trial): boolean =>
    records.some((one) => one.trial === trial.number && one.steps === stepsOf(trial));
  const open = trials.filter((trial) => !isDone(trial));
  let done = trials.length - open.length;
  const counter = new Counter(printer, { label, unit: "trials", delay: 0, from: done });
  const byKey = new Map(open.map((trial) => [trialJob(run, trial).key, trial]));
  async function* jobs(): AsyncGenerator<Job> {
    for (const trial of open) yield trialJob(run, trial);
  }
  try {
    await drain(queue, jobs(), {
      signal,
      async onSettled(settled, { key }) {
        const trial = byKey.get(key)!;
        const common = { trial: trial.number, steps: stepsOf(trial), values: trial.values };
        const outcome = outcomeOf(settled);
        await folder.keep({ ...common, ...outcome });
        if ("failed" in outcome)
          printer.say(`note: trial ${trial.number} failed: ${outcome.failed}`);
        counter.update(++done, trials.length);
      },
    });
  } finally {
    counter.end();
  }
}

/** What a worker sent may be anything. */
function outcomeOf(settled: Settled): TrialOutcome {
  if ("failure" in settled) return { failed: settled.failure };
  const { step, value, seconds, failed } = Object(settled.value);
  if ([step, value, seconds].every((one) => typeof one === "number"))
    return { step, value, seconds };
  return { failed: typeof failed === "string" ? failed : "a worker gave no result" };
}
