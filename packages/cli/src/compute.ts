import type { ShardWork } from "./batch/answers.ts";
import { type Machine, ShardComputer } from "./batch/shard-computer.ts";
import { describeFailure } from "./failures/describe-failure.ts";
import type { ComputeMessage } from "./work-queue/compute-process.ts";

// The program of a process that computes for a worker: requests come, and answers go, by messages. A request is answered
// before the next one comes. It ends with the worker, whose signals are the worker's to obey.
interface Request {
  readonly work: ShardWork;
  readonly machine: Machine;
}

// The worker may have been killed: then nobody waits.
const send = (message: ComputeMessage): void =>
  void process.send?.(message, undefined, undefined, () => {});
let computer: ShardComputer | undefined;

async function answer({ work, machine }: Request): Promise<void> {
  computer ??= new ShardComputer(machine);
  try {
    for await (const answers of computer.answer(work)) send({ part: answers });
    send({ done: true });
  } catch (error) {
    send({ failure: describeFailure(error).message });
  }
}

process.on("disconnect", () => process.exit());
const command = process.argv.slice(2);
if (command.length > 0) {
  // A command in the place of requests; it obeys signals itself.
  const { main } = await import("./main.ts");
  await main(command);
  process.disconnect?.();
} else {
  process.on("message", (request) => void answer(request as Request));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
}
