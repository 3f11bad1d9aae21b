import { adapterFiles } from "../fine-tuning/adapter-files.ts";
import { unfreeze } from "../fine-tuning/freeze.ts";
import { fileNames } from "../model-folder/file-names.ts";
import type { ModelFootprint } from "../model-folder/model-size.ts";
import { type FilesByName, weightsFile } from "../model-folder/write-model-folder.ts";
import type { Model } from "../models/roles.ts";
import { integer, number, text } from "../options/fields.ts";
import { learnsOfTexts } from "../recipes/fine-tuning/base-model.ts";
import { checkParts, chooseParts } from "../recipes/fine-tuning/learning-parts.ts";

/** Settings of an application whose models may learn by adapters in front of the weights that they start from. */
export const adapterFields = {
  /** Folder of a model that it starts from; "" for none. */
  from: text({ default: "" }),
  /** Rank of the adapters; 0 where all weights learn. */
  lora: integer({ from: 0, to: 65_536, default: 0 }),
  loraAlpha: number({ above: 0, default: 16 }),
  loraDropout: number({ from: 0, below: 1, default: 0 }),
} as const;

export const adapterFlags: Readonly<Record<Exclude<keyof typeof adapterFields, "from">, string>> = {
  lora: "Learn by adapters of this rank in front of the weights of --from, which stay; 0 to learn all weights",
  loraAlpha: "What adapters add is multiplied by alpha / rank",
  loraDropout: "Part of the adapters' inputs that is dropped in training",
};

/** All weights learn. */
export const noAdapters = { from: "", lora: 0, loraAlpha: 16, loraDropout: 0 } as const;

/** The folder in a run's own that holds its adapter alone. */
export const adapterFolder = "adapter";

interface AdapterSettings {
  readonly from: string;
  readonly lora: number;
  readonly loraAlpha: number;
  readonly loraDropout: number;
}

/** The settings of adapters among those of an application; without a rank where there are none. */
function adaptersIn(settings: Partial<AdapterSettings>) {
  const { from, lora, loraAlpha, loraDropout }: AdapterSettings = { ...noAdapters, ...settings };
  return {
    ...{ from, lora, loraAlpha, loraDropout, loraTargets: [], freeze: [] },
    quantize: "",
  } as const;
}

/** Adapters go in front of weights that have learnt something. */
export const adaptersProblem = ({ lora, from }: AdapterSettings): string | undefined =>
  lora > 0 && from === ""
    ? `lora is ${lora}, but adapters go in front of a model that has learnt; name its folder by from`
    : undefined;

/** Put adapters in front of a model's weights, where the settings say so; the modules at the paths of `beside` learn whole. */
export function addAdapters(model: Model, settings: object, beside: readonly string[] = []): void {
  const adapters = adaptersIn(settings);
  if (adapters.lora === 0 || !learnsOfTexts(model)) return;
  chooseParts(model, adapters);
  if (beside.length > 0)
    unfreeze(
      model,
      beside.map((path) => `${path}.*`),
    );
}

/** What a training by these settings weighs: gradients and moments of what learns alone. */
export function adaptedFootprint(
  model: Model,
  settings: object,
  whole: ModelFootprint,
): ModelFootprint {
  const adapters = adaptersIn(settings);
  return adapters.lora > 0 && learnsOfTexts(model) ? checkParts(model, adapters, whole) : whole;
}

/** ", adapters of rank 8": what is said of a model's shape. */
export function describeAdapters(settings: object): string {
  const { lora, from } = adaptersIn(settings);
  const adapted = lora > 0 ? `, adapters of rank ${lora}` : "";
  return from === "" ? adapted : `${adapted}, from ${from}`;
}

/** A trained model's files: its weights, as if adapters were merged, and the adapter by itself, as PEFT opens it. */
export async function trainedFiles(
  model: Model,
  settings: object,
  metadata?: Readonly<Record<string, string>>,
): Promise<FilesByName> {
  const whole = [fileNames.weights, await weightsFile(model, metadata)] as const;
  const { lora, from } = adaptersIn(settings);
  if (lora === 0) return new Map([whole]);
  const adapter = await adapterFiles(model, from === "" ? {} : { baseModel: from });
  const named = [...adapter].map(([name, bytes]) => [`${adapterFolder}/${name}`, bytes] as const);
  return new Map([...named, whole]);
}
