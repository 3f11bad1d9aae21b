import { RunClaim } from "../run-directory/run-claim.ts";
import { formatCount, formatDuration } from "../terminal/format-number.ts";
import type { BatchFolder, DeadLetter } from "./batch-folder.ts";

/** How far a batch has come. */
export interface BatchStatus {
  readonly task: string;
  readonly model: string;
  readonly state: "done" | "paused" | "running" | "stopped";
  /** Who works on it, in words. */
  readonly by: string | undefined;
  readonly inputs: number;
  readonly answered: number;
  readonly failed: number;
  readonly shards: { readonly done: number; readonly of: number };
  /** By the last shards; undefined where too few are done, or nobody works. */
  readonly secondsLeft: number | undefined;
  readonly deadLetters: readonly DeadLetter[];
}

/** Shards from whose times the rest is estimated. */
const recent = 30;

/** The state of a batch, out of its folder alone. */
export async function batchStatus(folder: BatchFolder): Promise<BatchStatus> {
  const { plan, asked, inputs, shards } = await folder.manifest();
  const times = await folder.answerTimes();
  const done = shards.filter(({ hash }) => times.has(hash));
  const deadLetters: DeadLetter[] = [];
  for (const { hash, from } of done) {
    const failed = (await folder.answersOf(hash))!.filter((answer) => "failed" in answer);
    const own = failed.length > 0 ? await folder.inputsOf(hash) : [];
    for (const { index, failed: reasons } of failed)
      deadLetters.push({ index, ...own[index - from]!, attempts: reasons.length, reasons });
  }
  const by = RunClaim.holder(folder.ownerFile);
  const left = shards.length - done.length;
  const state = left === 0 ? "done" : folder.paused ? "paused" : by ? "running" : "stopped";
  const settled = done.reduce((sum, shard) => sum + shard.inputs, 0);
  return {
    ...{ task: asked, model: plan.model, state, by, inputs },
    answered: settled - deadLetters.length,
    failed: deadLetters.length,
    shards: { done: done.length, of: shards.length },
    secondsLeft: state === "running" ? secondsFor(left, [...times.values()]) : undefined,
    deadLetters,
  };
}

/** For so many shards more, by when the last ones were done. */
function secondsFor(left: number, times: readonly number[]): number | undefined {
  const last = times.toSorted((a, b) => a - b).slice(-recent);
  const each = (last.at(-1)! - last[0]!) / (last.length - 1) / 1000;
  return Number.isFinite(each) ? each * left : undefined;
}

/** The same for people, as label and value. */
export function statusRows(
  status: BatchStatus,
  folder: BatchFolder,
): readonly (readonly [string, string])[] {
  const { task, model, state, by, inputs, answered, failed, shards, secondsLeft } = status;
  const share = Math.floor((100 * (answered + failed)) / inputs);
  const left = secondsLeft === undefined ? "" : `, ${formatDuration(secondsLeft * 1000)} left`;
  return [
    ["batch", `${task} by ${model}, in ${folder.shown}`],
    ["state", `${state}${by === undefined ? "" : `, by ${by}`}`],
    ["inputs", `${formatCount(inputs)}, ${share} % done${left}`],
    ["answered", formatCount(answered)],
    ["failed", formatCount(failed)],
    ["shards", `${formatCount(shards.done)} of ${formatCount(shards.of)}`],
  ];
}
