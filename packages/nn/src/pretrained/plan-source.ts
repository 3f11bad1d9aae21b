import { type FileSource, fileIn, isFileSource } from "../model-folder/file-source.ts";
import { ModelFolderError } from "../model-folder/model-folder-error.ts";
import { readJson } from "../model-folder/read-json.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, passing, text } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import { type Plan, type PlanOptions, planConfig, planOptions } from "./plan.ts";
import { type LookUp, type PretrainedSource, sourceOf } from "./pretrained-source.ts";

const planSourceOptions = defineOptions("plan", {
  ...planOptions.fields,
  /** Of a model on the hub: a branch, a tag or a commit. */
  revision: text({ default: "main" }),
  /** Of a model on the hub: the folder of the cache, Hugging Face's own unless given. */
  cacheDir: text({ optional: true }),
  /** Of a model on the hub: ask nobody, take what is in the cache. */
  localFilesOnly: flag({ default: false }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
});

/** Options of `plan` for a model in a folder or on the hub: also where it is looked up. */
export type PlanSourceOptions = Given<typeof planSourceOptions>;

/** What a published model will take, and what it is. */
export interface SourcePlan extends Plan {
  /** Its config.json. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Of a model on the hub: bytes of the files that it is loaded from, those in the cache included. */
  readonly download?: number;
}

/** The description of a model by a path or a name on the hub, of which no weights are fetched. */
export type Described = (
  name: string,
  lookUp: LookUp,
) => Promise<{ readonly source: FileSource; readonly download?: number }>;

/**
 * What a model would take, out of its config.json alone: nothing is allocated or computed, and of a model on the hub nothing
 * else is downloaded. Given an object out of a config.json it says so at once; given what `fromPretrained` takes (a folder,
 * in Node, a name on the hub, picked files, bytes by name), it is a promise.
 *
 * @throws OptionError for a config.json of no known model, or a field that is wrong or not understood
 */
export interface PlanFunction {
  (config: Readonly<Record<string, unknown>>, options?: PlanOptions): Plan;
  (source: PretrainedSource, options?: PlanSourceOptions): Promise<SourcePlan>;
  (config: object, options?: PlanOptions): Plan;
}

/** `plan`, with a way to find what paths and names describe. */
export function planWith(described: Described): PlanFunction {
  async function ofSource(
    given: PretrainedSource,
    options: PlanSourceOptions,
  ): Promise<SourcePlan> {
    const { revision, cacheDir, localFilesOnly, signal, ...rest } =
      planSourceOptions.complete(options);
    const lookUp: LookUp = {
      ...{ revision, localFilesOnly },
      ...(cacheDir === undefined ? {} : { cacheDir }),
      ...(signal ? { signal } : {}),
    };
    let download: number | undefined;
    const open = async (name: string): Promise<FileSource> => {
      const found = await described(name, lookUp);
      download = found.download;
      return found.source;
    };
    const source = await sourceOf(given, open, lookUp);
    const config = await readJson(source, "config.json");
    const file = fileIn(source, "config.json");
    if (typeof config !== "object" || config === null || Array.isArray(config))
      throw new ModelFolderError(`${file}: it is no object, expected one`, { file });
    const planned = planConfig(config, rest);
    const read = { ...planned, config: config as Record<string, unknown> };
    return download === undefined ? read : { ...read, download };
  }
  function plan(given: object | string, options: PlanSourceOptions = {}) {
    return isSource(given) ? ofSource(given, options) : planConfig(given, options);
  }
  return plan as PlanFunction;
}

/** A config.json has fields and no way to read files. */
const isSource = (given: object | string): given is PretrainedSource =>
  typeof given === "string" ||
  (typeof given === "object" &&
    given !== null &&
    (Symbol.iterator in given || isFileSource(given as never)));
