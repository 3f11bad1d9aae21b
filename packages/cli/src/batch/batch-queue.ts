import { ownCommand } from "../terminal/own-command.ts";
import type { Printer } from "../terminal/printer.ts";
import { LocalQueue } from "../work-queue/local-queue.ts";
import type { QueueChoice } from "../work-queue/queue-option.ts";
import { RedisQueue } from "../work-queue/redis-queue.ts";
import type { Job, WorkQueue } from "../work-queue/work-queue.ts";
import type { Answer, ShardWork } from "./answers.ts";
import { type Machine, ShardComputer } from "./shard-computer.ts";

/** Attempts of workers that fail as a whole: one may lack the model that another has. */
const attempts = 4;

/** The queue that a command line names. */
export async function openBatchQueue(
  choice: QueueChoice,
  machine: Machine,
  printer: Printer,
): Promise<WorkQueue> {
  if (choice === "local") return localQueue(machine);
  const queue = await RedisQueue.open(choice, attempts);
  if ((await queue.workers()) === 0)
    printer.say(
      `No worker is there yet. On each machine that is to compute: ${ownCommand()} batch worker --queue ${choice.shown}`,
    );
  return queue;
}

/** Shards are computed in this process, one after the other. */
function localQueue(machine: Machine): WorkQueue {
  const computer = new ShardComputer(machine);
  const queue = new LocalQueue(async ({ work }: Job, signal) => {
    const answers: Answer[] = [];
    for await (const some of computer.answer(work as ShardWork, signal)) answers.push(...some);
    return answers;
  });
  const close = queue[Symbol.asyncDispose].bind(queue);
  return Object.assign(queue, {
    async [Symbol.asyncDispose](): Promise<void> {
      await close();
      await computer[Symbol.asyncDispose]();
    },
  });
}
