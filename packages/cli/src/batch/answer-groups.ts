import { setTimeout as sleep } from "node:timers/promises";
import { OptionError } from "@qkv/nn/options";
import { describeFailure } from "../failures/describe-failure.ts";
import { isDeviceError, outOfMemoryMeaning } from "../failures/device-error.ts";
import { type Answer, groupsOf, type PlacedInput, type ShardWork } from "./answers.ts";

/** The results of inputs that are computed side by side. */
export type Compute = (inputs: readonly PlacedInput[]) => Promise<readonly unknown[]>;

/**
 * Answers to all inputs of a shard, group by group. A group that fails is computed again, each of its inputs by itself, so
 * that one which cannot be answered costs no other its answer.
 *
 * @throws what a device says that is gone
 */
export async function* answerGroups(
  work: ShardWork,
  compute: Compute,
  signal?: AbortSignal,
): AsyncGenerator<readonly Answer[], void, void> {
  for (const group of groupsOf(work)) {
    signal?.throwIfAborted();
    yield await answerGroup(group, compute, work.retries, signal);
  }
}

async function answerGroup(
  group: readonly PlacedInput[],
  compute: Compute,
  retries: number,
  signal?: AbortSignal,
): Promise<readonly Answer[]> {
  try {
    return await answered(group, compute);
  } catch (error) {
    rethrowUnlessOfInputs(error, signal);
    if (group.length === 1) return [await tryAgain(group[0]!, compute, retries, error, signal)];
    const answers: Answer[] = [];
    for (const one of group) answers.push(...(await answerGroup([one], compute, retries, signal)));
    return answers;
  }
}

async function tryAgain(
  input: PlacedInput,
  compute: Compute,
  retries: number,
  first: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  const failed = [describeFailure(first).message];
  let error = first;
  for (let left = retries; left > 0 && mayPass(error); left--) {
    await sleep(100 * 2 ** (retries - left), undefined, signal ? { signal } : {});
    try {
      return (await answered([input], compute))[0]!;
    } catch (again) {
      rethrowUnlessOfInputs(again, signal);
      error = again;
      failed.push(describeFailure(again).message);
    }
  }
  return { index: input.index, failed };
}

async function answered(
  group: readonly PlacedInput[],
  compute: Compute,
): Promise<readonly Answer[]> {
  const results = await compute(group);
  if (results.length !== group.length)
    throw new Error(`${results.length} results came to ${group.length} inputs`);
  return group.map(({ index }, i) => ({ index, result: results[i] }));
}

function rethrowUnlessOfInputs(error: unknown, signal?: AbortSignal): void {
  if (signal?.aborted || (error instanceof Error && isDeviceError(error))) throw error;
}

/** What is wrong with the input itself stays so. */
const mayPass = (error: unknown): boolean =>
  outOfMemoryMeaning(error) !== undefined ||
  ![TypeError, RangeError, OptionError].some((kind) => error instanceof kind);
