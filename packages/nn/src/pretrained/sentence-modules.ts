import { type FileSource, fileIn } from "../model-folder/file-source.ts";
import { ModelFolderError } from "../model-folder/model-folder-error.ts";
import { readJson } from "../model-folder/read-json.ts";
import { embedsSentences } from "../models/encoder/encoder-model.ts";
import { SentenceEmbedding, type SentenceStep } from "../models/heads/sentence-embedding.ts";
import type { Model } from "../models/roles.ts";
import type { Device } from "../tensor/device.ts";
import { loadCheckpoint } from "../weights/load-checkpoint.ts";
import { openFolderWeights } from "./open-folder-weights.ts";
import { denseStep, poolingStep } from "./sentence-steps.ts";

const fileName = "modules.json";
const mostModules = 16;
const kinds = ["Pooling", "Dense", "Normalize"];

interface StoredStep {
  readonly step: SentenceStep;
  /** Its folder. */
  readonly path: string;
}

/**
 * What sentence-transformers puts behind an encoder, as `modules.json` lists it: nothing where there is no such file. The
 * encoder stands in the folder itself.
 *
 * @throws ModelFolderError, OptionError for a list that is none, or a module that is not known
 */
export async function readSentenceSteps(source: FileSource): Promise<readonly StoredStep[]> {
  if (!(await source.has(fileName))) return [];
  const list = modulesIn(await readJson(source, fileName), fileIn(source, fileName));
  const steps: StoredStep[] = [];
  for (const { kind, path } of list.slice(1)) {
    const config = `${path}/config.json`;
    const read = kind === "Pooling" ? poolingStep : denseStep;
    const step: SentenceStep =
      kind === "Normalize"
        ? { kind: "normalize" }
        : read(await readJson(source, config), fileIn(source, config));
    steps.push({ step, path });
  }
  return steps;
}

/** Give the model the vectors of sequences that the steps describe. */
export async function addSentenceEmbedding(
  model: Model,
  stored: readonly StoredStep[],
  source: FileSource,
  device: Device,
): Promise<void> {
  if (stored.length === 0) return;
  if (!embedsSentences(model))
    throw new ModelFolderError(
      `${fileIn(source, fileName)}: ${model.modelType} gives no vectors of tokens to pool, expected an encoder of token ids`,
      { file: fileIn(source, fileName) },
    );
  const embedding = new SentenceEmbedding(
    model.dModel,
    stored.map(({ step }) => step),
    { device },
  );
  for (const [i, linear] of embedding.dense) {
    await using weights = await openFolderWeights(within(source, stored[i]!.path));
    const { tensors, metadata } = weights.checkpoint;
    const named = new Map([...tensors].map(([name, one]) => [name.replace(/^linear\./, ""), one]));
    await loadCheckpoint(linear, { tensors: named, metadata });
  }
  model.embedSentences(embedding.eval());
}

interface ListedModule {
  readonly kind: string;
  readonly path: string;
}

function modulesIn(json: unknown, file: string): readonly ListedModule[] {
  const refuse = (what: string): never => {
    throw new ModelFolderError(`${file}: ${what}`, { file });
  };
  if (!Array.isArray(json) || json.length === 0 || json.length > mostModules)
    return refuse(`it is no list of 1 to ${mostModules} modules, expected one`);
  return json.map((entry: unknown, i): ListedModule => {
    const { type, path = "" } = Object(entry) as Record<string, unknown>;
    const kind = typeof type === "string" ? type.slice(type.lastIndexOf(".") + 1) : "";
    if (i === 0 && kind === "Transformer" && path === "") return { kind, path };
    if (i === 0)
      return refuse(
        `module 0 is ${JSON.stringify(type)} in ${JSON.stringify(path)}, expected a Transformer in ""`,
      );
    if (!kinds.includes(kind))
      return refuse(`module ${i} is ${JSON.stringify(type)}, expected one of ${kinds.join(", ")}`);
    if (typeof path === "string" && /^\w[\w-]*$/.test(path)) return { kind, path };
    return refuse(`module ${i} is in ${JSON.stringify(path)}, expected the name of a folder`);
  });
}

/** A folder in the folder. */
const within = (source: FileSource, path: string): FileSource => ({
  name: fileIn(source, path),
  has: (file) => source.has(`${path}/${file}`),
  read: (file, options) => source.read(`${path}/${file}`, options),
  open: (file) => source.open(`${path}/${file}`),
});
