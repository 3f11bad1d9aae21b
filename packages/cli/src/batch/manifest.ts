import { createHash } from "node:crypto";
import { CommandError, UsageError } from "../failures/command-error.ts";
import type { BatchPlan } from "./answers.ts";

/** An input, and what its record calls it. */
export interface BatchInput {
  readonly id?: string | number;
  readonly input: unknown;
}

/** Inputs that are handed out together. */
export interface Shard {
  /** Of the plan, the place and the inputs: its answers are called so. */
  readonly hash: string;
  /** The place of its first input among all. */
  readonly from: number;
  readonly inputs: number;
}

/** What a batch has to do. */
export interface Manifest {
  readonly format: "qkv batch 1";
  readonly plan: BatchPlan;
  /** The task by the name that it was asked for. */
  readonly asked: string;
  readonly files: readonly string[];
  readonly inputs: number;
  readonly shards: readonly Shard[];
}

/** Cut inputs into shards of whole groups, so that what is computed side by side does not follow from their size. */
export function shardsOf(
  plan: BatchPlan,
  inputs: readonly BatchInput[],
  shardSize: number,
): readonly Shard[] {
  const size = Math.ceil(shardSize / plan.batchSize) * plan.batchSize;
  const { model: _, ...results } = plan; // which follow from the model's files, wherever they are
  const head = JSON.stringify(results);
  const shards: Shard[] = [];
  for (let from = 0; from < inputs.length; from += size) {
    const own = inputs.slice(from, from + size);
    const hash = createHash("sha256").update(`${head}\n${from}\n${JSON.stringify(own)}`);
    shards.push({ hash: hash.digest("hex").slice(0, 32), from, inputs: own.length });
  }
  return shards;
}

/** @throws CommandError for a file that is none */
export function readManifest(text: string, path: string): Manifest {
  const wrong = (what: string): CommandError =>
    new CommandError(`${path} is no manifest of a batch: ${what}`);
  let manifest: Partial<Manifest>;
  try {
    manifest = Object(JSON.parse(text));
  } catch {
    throw wrong("it is no JSON");
  }
  const { format, plan, shards, inputs } = manifest;
  if (format !== "qkv batch 1")
    throw wrong(`format is ${JSON.stringify(format)}, expected "qkv batch 1"`);
  if (typeof plan !== "object" || !Number.isSafeInteger(plan?.batchSize))
    throw wrong("it has no plan");
  let from = 0;
  for (const shard of Array.isArray(shards) ? shards : []) {
    const { hash, from: start, inputs: count } = Object(shard);
    if (!/^[0-9a-f]{32}$/.test(hash) || start !== from || !Number.isSafeInteger(count) || count < 1)
      throw wrong(`a shard is ${JSON.stringify(shard)?.slice(0, 80)}`);
    from += count;
  }
  if (from === 0 || from !== inputs)
    throw wrong(`its shards have ${from} inputs, expected ${inputs}`);
  return manifest as Manifest; // looked at above
}

/** Refuse options that say something else than the batch of a folder. `folder` names it. @throws UsageError */
export function expectSameBatch(now: Manifest, stored: Manifest, folder: string): void {
  const [a, b] = [facts(now), facts(stored)];
  for (const [name, value] of Object.entries(a))
    if (value !== b[name])
      throw new UsageError(
        `${name} is ${value}, but the batch in ${folder} has ${b[name]}; leave it out, or choose another folder with --output`,
      );
  if (now.shards.some(({ hash }, i) => hash !== stored.shards[i]?.hash))
    throw new UsageError(
      `the inputs are others than those of the batch in ${folder}; choose another folder with --output`,
    );
}

function facts({ plan, inputs, asked, shards }: Manifest): Readonly<Record<string, string>> {
  const { model: _, settings, fingerprint, ...rest } = plan;
  const shown = { ...rest, asked, ...settings, "the model's SHA-256": fingerprint, inputs };
  const entries = Object.entries({ ...shown, "the number of shards": shards.length });
  return Object.fromEntries(entries.map(([name, value]) => [name, JSON.stringify(value)]));
}
