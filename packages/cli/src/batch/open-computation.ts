import { createHash } from "node:crypto";
import { folderOnDisk } from "@qkv/nn/node";
import { expectTask, type Picture, pipeline, taskNamed } from "@qkv/nn/pipelines";
import { readTokenizer } from "@qkv/nn/tokenizers";
import type { ComputeDevice } from "../compute-device/compute-device.ts";
import { CommandError } from "../failures/command-error.ts";
import { openPretrained, type PretrainedChoice } from "../language-model/open-pretrained.ts";
import { pngAddress } from "../report/drawings/png.ts";
import { Printer } from "../terminal/printer.ts";
import type { Compute } from "./answer-groups.ts";
import type { BatchPlan, PlacedInput } from "./answers.ts";
import { describeModel } from "./model-fingerprint.ts";
import { scoreTexts } from "./score-texts.ts";

/** A model in memory, and what it computes of inputs. */
export interface Computation {
  readonly compute: Compute;
  dispose(): void;
}

/** @throws CommandError for a model that is not the one of the batch */
export async function openComputation(
  plan: BatchPlan,
  compute: ComputeDevice,
  signal?: AbortSignal,
): Promise<Computation> {
  const notices = new Printer({ json: true });
  const { fingerprint } = await describeModel(plan.model, notices);
  if (fingerprint !== plan.fingerprint)
    throw new CommandError(
      `${plan.model} here is another model than that of the batch: the SHA-256 of its files is ` +
        `${fingerprint.slice(0, 16)}…, expected ${plan.fingerprint.slice(0, 16)}…`,
    );
  const { task } = plan;
  const expectation =
    task === "score"
      ? {}
      : { onConfig: (config: Readonly<Record<string, unknown>>) => expectTask(task, config) };
  // The formats were read by the options of the command that made the plan.
  const held = plan as PretrainedChoice;
  const loaded = await openPretrained(plan.model, held, compute, notices, expectation);
  await loaded.model.to(compute.device);
  const tokenizer =
    plan.tokenizer === undefined ? undefined : await readTokenizer(folderOnDisk(plan.tokenizer));
  const dispose = (): void => loaded.model.dispose();
  const valuesOf = (inputs: readonly PlacedInput[]) => inputs.map(({ input }) => input);
  if (task === "score") {
    const model = { model: loaded.model, tokenizer: tokenizer ?? loaded.tokenizer };
    return {
      ...{ dispose },
      compute: (inputs) => scoreTexts(model, valuesOf(inputs), plan.settings, signal),
    };
  }
  const { seed = 0, ...settings } = plan.settings;
  const pipe = await pipeline(task as "text-classification", loaded, {
    ...settings,
    ...(tokenizer ? { tokenizer } : {}),
    batchSize: plan.batchSize,
  });
  const { options, resultKind } = taskNamed(task);
  const draws = Object.hasOwn(options.fields, "seed");
  return {
    ...{ dispose },
    async compute(inputs) {
      const own = draws ? { seed: inputs.map(({ index }) => seedOf(seed, index)) } : {};
      const call = { ...own, ...(signal ? { signal } : {}) };
      const results: unknown[] = [];
      for await (const result of pipe.each(valuesOf(inputs) as string[], call))
        results.push(resultKind === "image" ? asPngs(result as unknown as Pictures) : result);
      return results;
    },
  };
}

type Pictures = readonly Picture[];

/** Pictures as lines of JSON hold them. */
const asPngs = (pictures: Pictures): unknown =>
  pictures.map(({ width, height, ...pixels }) => ({
    ...{ width, height, png: pngAddress({ width, height, ...pixels }) },
  }));

/** Each input draws otherwise, and the same whenever and wherever it is computed. */
const seedOf = (seed: unknown, index: number): number =>
  createHash("sha256").update(`${seed} ${index}`).digest().readUInt32LE(0);
