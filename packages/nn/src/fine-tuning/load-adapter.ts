import { type FileSource, fileIn } from "../model-folder/file-source.ts";
import { ModelFolderError, namingFile } from "../model-folder/model-folder-error.ts";
import { readJson } from "../model-folder/read-json.ts";
import { familyOf } from "../models/families/find-family.ts";
import type { Model } from "../models/roles.ts";
import { Module } from "../module/module.ts";
import { expectInstance, expectObject } from "../options/expect-argument.ts";
import { assign } from "../tensor/assign.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { openSafetensors } from "../weights/open-safetensors.ts";
import {
  adapterFileNames,
  keyPrefix,
  type ReadAdapterConfig,
  readAdapterConfig,
} from "./adapter-config.ts";
import { adaptedLinears, addLora, loadLoraStateDict } from "./lora.ts";
import { linearsOf } from "./lora-targets.ts";

/**
 * Put the adapter of a folder, as Hugging Face's PEFT or `adapterFiles` writes it, in front of a model's weights: what
 * `addLora` does, with the folder's rank, alpha, modules and values. Modules that learnt beside it, a classifier's head
 * perhaps, get the values that they learnt. Returns the paths of the modules with adapters.
 *
 * @throws ModelFolderError for an adapter of another kind, or for another model; the model is as it was then
 */
export async function loadAdapter(model: Model, source: FileSource): Promise<readonly string[]> {
  expectInstance("loadAdapter", "model", model, Module, "a model");
  expectObject("loadAdapter", "source", source, "a file source", "has", "read", "open");
  const taken = adaptedLinears(model)[0];
  if (taken) throw new Error(`loadAdapter: ${taken[0]} has an adapter, expected none`);
  const { dropout, isSaved, rankOf, alphaOf } = readAdapterConfig(
    await readJson(source, adapterFileNames.config),
    fileIn(source, adapterFileNames.config),
  );
  const file = fileIn(source, adapterFileNames.weights);
  const { adapters: read, saved } = await readAdapterWeights(source, file, isSaved);
  const { rearranged = [] } = familyOf(model).layout;
  const linears = linearsOf(model);
  const settings = new Map<string, { rank: number; alpha: number; paths: string[] }>();
  const values = new Map<string, HostTensor>();
  for (const [path, { a, b }] of read) {
    const [rows, width] = linears.get(path)?.held.shape ?? [];
    const [rank, alpha] = [rankOf(path), alphaOf(path)];
    expectShape(file, `${path}.lora_A.weight`, a, [rank, width]);
    expectShape(file, `${path}.lora_B.weight`, b, [rows, rank]);
    const by = rearranged.find(({ names }) => names.test(`${path}.weight`));
    values.set(`${path}.lora_A.weight`, a!);
    values.set(`${path}.lora_B.weight`, by ? by.toModel(b!, model) : b!);
    const key = `${rank} ${alpha}`;
    const group = settings.get(key) ?? { rank, alpha, paths: [] };
    settings.set(key, group);
    group.paths.push(path);
  }
  const own = model.stateDict();
  for (const [name, tensor] of saved) expectShape(file, name, tensor, own.get(name)?.shape);
  for (const { rank, alpha, paths } of settings.values())
    addLora(model, { rank, alpha, dropout, targets: paths });
  loadLoraStateDict(model, values);
  for (const [name, tensor] of saved) {
    assign(own.get(name)!, tensor);
    own.get(name)!.requiresGrad_();
  }
  return [...read.keys()];
}

interface AdapterParts {
  a?: HostTensor;
  b?: HostTensor;
}

interface ReadAdapter {
  readonly adapters: ReadonlyMap<string, AdapterParts>;
  /** Parameters of modules that learnt whole. */
  readonly saved: ReadonlyMap<string, HostTensor>;
}

async function readAdapterWeights(
  source: FileSource,
  file: string,
  isSaved: ReadAdapterConfig["isSaved"],
): Promise<ReadAdapter> {
  await using bytes = await source.open(adapterFileNames.weights);
  const { tensors } = await namingFile(file, () => openSafetensors(bytes));
  const read = new Map<string, AdapterParts>();
  const saved = new Map<string, HostTensor>();
  for (const [key, stored] of tensors) {
    const name = key.startsWith(keyPrefix) ? key.slice(keyPrefix.length) : "";
    if (isSaved(name)) {
      saved.set(name, await stored.read());
      continue;
    }
    const named = /^base_model\.model\.(.+)\.lora_([AB])\.weight$/.exec(key);
    if (!named)
      throw new ModelFolderError(
        `${file}: ${key} is no part of an adapter of a Linear module, expected ${keyPrefix}PATH.lora_A.weight or lora_B.weight`,
        { file },
      );
    const [, path, part] = named;
    const parts = read.get(path!) ?? {};
    read.set(path!, parts);
    parts[part === "A" ? "a" : "b"] = await stored.read();
  }
  if (read.size === 0) throw new ModelFolderError(`${file} holds no adapter`, { file });
  return { adapters: read, saved };
}

function expectShape(
  file: string,
  name: string,
  tensor: HostTensor | undefined,
  expected: readonly (number | undefined)[] = [undefined],
): void {
  const came = tensor ? `[${tensor.shape.join(", ")}]` : "missing";
  if (expected.includes(undefined))
    throw new ModelFolderError(
      `${file}: ${name} is for a module that the model does not have; the adapter is of another model`,
      { file },
    );
  const wanted = `[${expected.join(", ")}]`;
  if (came !== wanted)
    throw new ModelFolderError(`${file}: ${name} is ${came}, expected ${wanted}`, {
      file,
    });
}
