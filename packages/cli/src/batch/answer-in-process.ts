import { CommandError } from "../failures/command-error.ts";
import { type ComputeProcess, ProcessEndedError } from "../work-queue/compute-process.ts";
import { type Answer, groupsOf, type ShardWork } from "./answers.ts";
import type { Machine } from "./shard-computer.ts";

/** Ends of a process, at one group or while it loads the model, that are taken for accidents. */
const accidents = 1;

/**
 * Answers to a shard by a process of its own. Where the process ends, as one without memory does, a new one goes on behind
 * what was answered: with the same group once more, then with each of its inputs by itself, so that an input that ends it
 * again and again is found, and no other is lost.
 *
 * @throws CommandError where the process does not come as far as to have the model
 */
export async function answerInProcess(
  process: Pick<ComputeProcess, "run">,
  work: ShardWork,
  machine: Machine,
): Promise<readonly Answer[]> {
  const answers = new Map<number, Answer>();
  const [endsOfGroups, endsOfInputs] = [new Map<number, string[]>(), new Map<number, string[]>()];
  let unready = 0;
  for (;;) {
    const inputs = work.inputs.filter(({ index }) => !answers.has(index));
    const [group] = groupsOf({ ...work, inputs });
    if (!group) return [...answers.values()];
    const [first] = group as readonly [(typeof group)[number]];
    const number = Math.floor(first.index / work.plan.batchSize);
    const suspect = (endsOfGroups.get(number)?.length ?? 0) > accidents;
    const part = suspect ? { ...work, inputs: [first], alone: true } : { ...work, inputs };
    const before = answers.size;
    const { end, ready } = await attempt(process, { work: part, machine }, answers);
    if (answers.size > before) continue;
    if (!ready) {
      if (++unready > accidents) throw new CommandError(`${end}, before it had the model`);
      continue;
    }
    const [ends, at] = suspect ? [endsOfInputs, first.index] : [endsOfGroups, number];
    const reasons = [...(ends.get(at) ?? []), end];
    ends.set(at, reasons);
    if (suspect && reasons.length > work.retries)
      answers.set(at, { index: at, failed: [...endsOfGroups.get(number)!, ...reasons] });
  }
}

interface Attempt {
  /** How the process ended. */
  readonly end: string;
  /** Whether it had the model by then. */
  readonly ready: boolean;
}

async function attempt(
  process: Pick<ComputeProcess, "run">,
  request: object,
  answers: Map<number, Answer>,
): Promise<Attempt> {
  let ready = false;
  try {
    await process.run(request, (part) => {
      ready = true;
      for (const answer of part as readonly Answer[]) answers.set(answer.index, answer);
    });
    return { end: "the computing process gave no answer", ready };
  } catch (error) {
    if (error instanceof ProcessEndedError) return { end: error.message, ready };
    throw error;
  }
}
