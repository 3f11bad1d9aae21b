import { requireOption } from "../command-line/require-option.ts";
import { UsageError } from "../failures/command-error.ts";
import type { Printer } from "../terminal/printer.ts";
import type { BatchPlan } from "./answers.ts";
import type { BatchFolder } from "./batch-folder.ts";
import { readBatchInputs } from "./batch-inputs.ts";
import { type BatchOptions, batchOptions } from "./batch-options.ts";
import type { BatchTask } from "./batch-task.ts";
import { type BatchInput, expectSameBatch, type Manifest, shardsOf } from "./manifest.ts";
import { describeModel } from "./model-fingerprint.ts";

const usual = { batchSize: 8, shardSize: 64 };

/** What a command line says, with the options of its task. */
export type GivenBatch = BatchOptions & Readonly<Record<string, unknown>>;

/** The batch of a folder: a new one, or the one that is there, which options may only confirm. */
export async function beginBatch(
  task: BatchTask | undefined,
  folder: BatchFolder,
  given: GivenBatch,
  printer: Printer,
): Promise<Manifest> {
  if (folder.exists && !saysWhat(given)) return folder.manifest();
  const { inputs, ...made } = await described(expectNewBatch(task, given), given, printer);
  if (folder.exists) {
    const stored = await folder.manifest();
    expectSameBatch(made.manifest, stored, folder.shown);
    return stored;
  }
  await folder.begin(made.manifest, shardsWith(made.manifest, inputs));
  return made.manifest;
}

/** What a batch cannot do without, asked before there is a folder. @throws UsageError */
export function expectNewBatch(task: BatchTask | undefined, given: GivenBatch): BatchTask {
  const chosen = requireOption(
    "task",
    task,
    "what to do: generate, embed, classify, score or a task of qkv run",
  );
  requireOption("model", given.model, "the folder of a model");
  requireOption("input", given.input, "a file of inputs, or several");
  return chosen;
}

/** Whether the options say what is to be done, and not only how to go on. */
function saysWhat(given: GivenBatch): boolean {
  const how = new Set(["output", "queue", "retries", "device", "threads", "json"]);
  return Object.keys(given).some((name) => !how.has(name));
}

async function described(task: BatchTask, given: GivenBatch, printer: Printer) {
  const { batchSize = usual.batchSize, shardSize = usual.shardSize } = given;
  const model = requireOption("model", given.model, "the folder of a model");
  const input = requireOption("input", given.input, "a file of inputs, or several");
  const { config, fingerprint } = await describeModel(model, printer);
  const own = Object.entries(given).filter(([name]) => !Object.hasOwn(batchOptions, name));
  const chosen = task.forModel(config, Object.fromEntries(own));
  expectSeed(chosen.settings.seed);
  const { files, inputs } = await readBatchInputs(input, given.column, chosen);
  const plan: BatchPlan = {
    ...{ task: chosen.task, settings: chosen.settings, model, fingerprint },
    ...{ batchSize },
    ...(given.tokenizer === undefined ? {} : { tokenizer: given.tokenizer }),
    ...(given.quantize === undefined ? {} : { quantize: given.quantize }),
    ...(given.dtype === undefined ? {} : { dtype: given.dtype }),
  };
  const made: Manifest = {
    ...{ format: "qkv batch 1", plan, asked: task.name, files, inputs: inputs.length },
    shards: shardsOf(plan, inputs, shardSize),
  };
  return { inputs, manifest: made };
}

/** One for all: that of each input follows from it. */
function expectSeed(seed: unknown): void {
  if (seed === undefined || Number.isSafeInteger(seed)) return;
  throw new UsageError(`--seed is ${JSON.stringify(seed)}, expected an integer of at least 0`);
}

async function* shardsWith(
  { shards }: Manifest,
  inputs: readonly BatchInput[],
): AsyncGenerator<readonly [string, readonly BatchInput[]]> {
  for (const { hash, from, inputs: count } of shards)
    yield [hash, inputs.slice(from, from + count)];
}
