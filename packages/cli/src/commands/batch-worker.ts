import { workerOptions } from "../batch/batch-options.ts";
import { runWorker } from "../batch/run-worker.ts";
import { commandOf } from "../command-line/define-command.ts";
import { runTrial } from "../sweep/run-trial.ts";

export const batchWorker = commandOf({
  name: "batch worker",
  description: "Compute for a Redis server, until it is stopped",
  options: workerOptions,
  examples: [
    ["qkv batch worker --queue redis://10.0.0.5", "start one on each machine"],
    ["qkv batch worker --queue redis://10.0.0.5 --idle 60", "one that ends when nothing is left"],
  ],
  run: (given) => runWorker(given, { trial: runTrial }),
});
