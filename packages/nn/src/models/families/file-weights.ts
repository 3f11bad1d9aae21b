import { Module } from "../../module/module.ts";
import { defineOptions, type Given } from "../../options/define-options.ts";
import { expectInstance, expectObject } from "../../options/expect-argument.ts";
import { flag } from "../../options/fields.ts";
import type { Checkpoint } from "../../weights/checkpoint.ts";
import type { DestinationOf } from "../../weights/destination.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import { type LoadCheckpointOptions, loadInto } from "../../weights/load-checkpoint.ts";
import { rearrangedWeights } from "../../weights/rearranged.ts";
import { renamed } from "../../weights/renamed.ts";
import { type LoadResult, StateDictError } from "../../weights/state-dict.ts";
import { transposed, transposedMatrix } from "../../weights/transposed.ts";
import { isEncoder, type Model } from "../roles.ts";
import type { Rearrangement } from "./family.ts";
import { configOf, familyOf } from "./find-family.ts";
import { foldedWeights } from "./folded-weights.ts";

/** A file of the model's family, under the names and in the layout of the model's state dict. Reads nothing. */
export function ownWeights(file: Checkpoint, model: Model): Checkpoint {
  expectObject("ownWeights", "file", file, "a checkpoint", "tensors");
  expectInstance("ownWeights", "model", model, Module, "a module");
  const family = familyOf(model);
  const { prefix = "", transposed: turned, ignored, rearranged = [], ...layout } = family.layout;
  const twins = family.twins?.(configOf(model));
  const own = model.stateDict();
  const standIns = standInsOf(model);
  const skipped = typeof ignored === "function" ? ignored(model) : ignored;
  const inOwn = (name: string) => forms(name, prefix).find((one) => own.has(one));
  /** The first of several names that stand for one weight, where the file has not that weight itself. */
  const filled = new Set<string>();
  const instead = (twin: string) => {
    if (filled.has(twin) || forms(twin, prefix).some((one) => file.tensors.has(one)))
      return undefined;
    filled.add(twin);
    return inOwn(twin);
  };
  const named = renamed(file, (stored) => {
    const name = layout.renamed?.(stored) ?? stored;
    const full = inOwn(name);
    if (full !== undefined) return standIns.has(full) ? undefined : full;
    const twin = forms(name, prefix)
      .map((one) => twins?.get(one))
      .find((one) => one !== undefined);
    if (twin !== undefined) return instead(twin);
    return skipped?.test(name) || standIns.has(name) ? undefined : name;
  });
  const rearrangedBy = (name: string) => rearrangementOf(rearranged, name);
  return rearrangedWeights(
    turned ? transposed(named, (name) => turned.test(name)) : named,
    (name) => {
      const by = rearrangedBy(name);
      return by && ((tensor) => by.toModel(tensor, model));
    },
  );
}

/** A name as it stands in files with the backbone's prefix or without. */
export const forms = (name: string, prefix: string): readonly string[] => [
  ...[name, prefix + name],
  ...(name.startsWith(prefix) ? [name.slice(prefix.length)] : []),
];

/**
 * Read a model's weights from a file of its family, tensor by tensor: see `loadCheckpoint`.
 *
 * @throws StateDictError for a file that does not fit, or holds what config.json says that the model is without
 */
export const loadFileWeights = (
  model: Model,
  file: Checkpoint,
  options: LoadCheckpointOptions = {},
): Promise<LoadResult> => loadFileWeightsInto(model, file, options);

/** The same, with a say in where the values of which parameters go. */
export async function loadFileWeightsInto(
  model: Model,
  file: Checkpoint,
  options: LoadCheckpointOptions,
  destinationOf?: DestinationOf,
): Promise<LoadResult> {
  expectInstance("loadFileWeights", "model", model, Module, "a module");
  expectObject("loadFileWeights", "file", file, "a checkpoint", "tensors");
  await expectStandIns(file, model);
  return loadInto(model, ownWeights(file, model), options, destinationOf);
}

const fileWeightsOptions = defineOptions("fileWeights", {
  /** Packed weights as float32: what their codes stand for, and with what adapters add. They stay packed unless this is true. */
  decoded: flag({ default: false }),
});

/** Options of `fileWeights`. */
export type FileWeightsOptions = Given<typeof fileWeightsOptions>;

/** The model's weights as a file of its family has them, each shared one once, with what adapters add in them. */
export async function fileWeights(
  model: Model,
  options: FileWeightsOptions = {},
): Promise<[string, HostTensor][]> {
  expectInstance("fileWeights", "model", model, Module, "a module");
  const { decoded } = fileWeightsOptions.complete(options);
  const besides = new Set(isEncoder(model) ? model.sentenceEmbedding?.parameters() : []); // in files of their own
  const own = await foldedWeights(model, { besides, decoded });
  const placed = inFiles(model);
  const laid = own.map(([name, tensor]): [string, HostTensor] => [name, placed(name, tensor)]);
  return [...laid, ...standInsOf(model)];
}

/**
 * How files of the model's family have what belongs to a parameter of this name: its values, or moments of them. Of a matrix
 * B of an adapter the rows are those of its weight.
 */
export function inFiles(model: Model): (name: string, tensor: HostTensor) => HostTensor {
  const { transposed: turned, rearranged = [] } = familyOf(model).layout;
  return (name, tensor) => {
    const by = rearrangementOf(rearranged, name);
    const placed = by ? by.toFile(tensor, model) : tensor;
    return turned?.test(name) ? transposedMatrix(placed) : placed;
  };
}

const rearrangementOf = (
  rearranged: readonly Rearrangement[],
  name: string,
): Rearrangement | undefined => {
  const weight = name.replace(/\.lora_B\.weight$/, ".weight");
  return rearranged.find(({ names }) => names.test(weight));
};

/**
 * Read what a file holds for others and the model does without, which may have no other values.
 *
 * @throws StateDictError for one that has
 */
async function expectStandIns(file: Checkpoint, model: Model): Promise<void> {
  for (const [name, { values: expected }] of standInsOf(model)) {
    const { values } = (await file.tensors.get(name)?.read()) ?? { values: expected };
    if (values.length !== expected.length)
      throw new StateDictError(
        `${name} has ${values.length} values, expected ${expected.length}: config.json says that the model is without it`,
      );
    const at = expected.findIndex((value, i) => !(Math.abs(value - values[i]!) < 1e-6));
    if (at >= 0)
      throw new StateDictError(
        `${name} is ${values[at]} at element ${at}, expected ${expected[at]}: config.json says that the model is without it`,
      );
  }
}

export const standInsOf = (model: Model): ReadonlyMap<string, HostTensor> =>
  familyOf(model).layout.standIns?.(model) ?? new Map();
