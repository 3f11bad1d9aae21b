import { ModelFolderError } from "../model-folder/model-folder-error.ts";
import { configOf, familyOf } from "../models/families/find-family.ts";
import type { Model } from "../models/roles.ts";
import type { Adapted } from "./lora.ts";
import { linearsOf } from "./lora-targets.ts";

/** Files of an adapter, as Hugging Face's PEFT calls them. */
export const adapterFileNames = {
  config: "adapter_config.json",
  weights: "adapter_model.safetensors",
} as const;

/** What stands before a module's path in PEFT's keys. */
export const keyPrefix = "base_model.model.";

/** PEFT's names of what a model is for, by how its class ends. */
const taskTypes: readonly (readonly [ending: RegExp, task: string])[] = [
  [/(ForCausalLM|LMHeadModel)$/, "CAUSAL_LM"],
  [/(ForConditionalGeneration|MTModel)$/, "SEQ_2_SEQ_LM"],
  [/ForSequenceClassification$/, "SEQ_CLS"],
  [/ForTokenClassification$/, "TOKEN_CLS"],
  [/ForQuestionAnswering$/, "QUESTION_ANS"],
  [/(Model|Encoder)$/, "FEATURE_EXTRACTION"],
];

/** adapter_config.json of a model's adapters, as PEFT's LoraConfig writes it. */
export function adapterConfig(
  model: Model,
  adapted: readonly Adapted[],
  { baseModel, saved }: { readonly baseModel: string | null; readonly saved: readonly string[] },
): object {
  const { transposed } = familyOf(model).layout;
  const { architectures = [] } = configOf(model) as { readonly architectures?: readonly string[] };
  const settings = adapted.map(([path, , adapter]) => {
    const rank = adapter.down.weight.shape[0]!;
    return { path, rank, alpha: adapter.scaling * rank, dropout: adapter.dropout.p };
  });
  const { rank, alpha, dropout } = settings[0]!;
  const others = <T>(of: (one: (typeof settings)[number]) => T, usual: T) =>
    Object.fromEntries(
      settings.filter((one) => of(one) !== usual).map((one) => [one.path, of(one)]),
    );
  return {
    ...{ peft_type: "LORA", task_type: taskOf(architectures[0] ?? "") },
    ...{ base_model_name_or_path: baseModel, revision: null, inference_mode: true },
    ...{ r: rank, lora_alpha: alpha, lora_dropout: dropout, bias: "none" },
    target_modules: targetsOf(
      adapted.map(([path]) => path),
      [...linearsOf(model).keys()],
    ),
    fan_in_fan_out: adapted.some(([path]) => transposed?.test(`${path}.weight`)),
    rank_pattern: others((one) => one.rank, rank),
    alpha_pattern: others((one) => one.alpha, alpha),
    ...{
      modules_to_save: saved.length > 0 ? saved : null,
      layers_to_transform: null,
      layers_pattern: null,
    },
    ...{ init_lora_weights: true, use_rslora: false, use_dora: false, auto_mapping: null },
  };
}

const taskOf = (architecture: string): string | null =>
  taskTypes.find(([ending]) => ending.test(architecture))?.[1] ?? null;

/** The ends of the paths, where they name no other module; else the paths. */
function targetsOf(paths: readonly string[], all: readonly string[]): readonly string[] {
  const endOf = (path: string) => path.slice(path.lastIndexOf(".") + 1);
  const ends = new Set(paths.map(endOf));
  const met = all.filter((path) => ends.has(endOf(path)));
  return met.length === paths.length ? [...ends] : paths;
}

/** What an adapter_config.json says that there is here. */
export interface ReadAdapterConfig {
  readonly dropout: number;
  /** Whether a parameter is of a module that learnt whole beside the adapters. */
  isSaved(name: string): boolean;
  rankOf(path: string): number;
  alphaOf(path: string): number;
}

/** Fields that change what an adapter computes, with the values that they may have. */
const understood: Readonly<Record<string, readonly unknown[]>> = {
  peft_type: ["LORA"],
  bias: ["none", undefined, null],
  use_dora: [false, undefined, null],
  lora_bias: [false, undefined, null],
  use_qalora: [false, undefined, null],
  alora_invocation_tokens: [undefined, null],
  megatron_config: [undefined, null],
  trainable_token_indices: [undefined, null],
  target_parameters: [undefined, null],
};

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

/** @throws ModelFolderError for an adapter of another kind, by the name of its field */
export function readAdapterConfig(json: unknown, file: string): ReadAdapterConfig {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new ModelFolderError(`${file}: it is no object, expected one`, { file });
  const config = json as Record<string, unknown>;
  const wrong = (field: string, expected: string) =>
    new ModelFolderError(
      `${file}: ${field} is ${JSON.stringify(config[field])?.slice(0, 100)}, expected ${expected}`,
      { file, field },
    );
  for (const [field, values] of Object.entries(understood))
    if (!values.includes(config[field])) throw wrong(field, JSON.stringify(values[0]) ?? "none");
  const { modules_to_save: saved, use_rslora: stabilised = false } = config;
  const modules = saved ?? [];
  if (!isTexts(modules)) throw wrong("modules_to_save", "a list of names, or null");
  if (typeof stabilised !== "boolean") throw wrong("use_rslora", "true or false");
  const number = (field: string, value: unknown, above: number): number => {
    if (typeof value === "number" && Number.isFinite(value) && value >= above) return value;
    throw wrong(field, `numbers of at least ${above}`);
  };
  const rank = number("r", config.r, 1);
  const alpha = number("lora_alpha", config.lora_alpha, 0);
  const patterned = (field: string, usual: number, above: number) => (path: string) => {
    for (const [key, value] of Object.entries(Object(config[field] ?? {})))
      if (path === key || path.endsWith(`.${key}`)) return number(field, value, above);
    return usual;
  };
  const rankOf = patterned("rank_pattern", rank, 1);
  const plainAlpha = patterned("alpha_pattern", alpha, 0);
  return {
    dropout: number("lora_dropout", config.lora_dropout ?? 0, 0),
    isSaved: (name) => modules.some((path) => `.${name}`.includes(`.${path}.`)),
    rankOf,
    // Rank-stabilised (Kalajdzievski, arXiv:2312.03732): alpha / sqrt(r) instead of alpha / r.
    alphaOf: (path) => plainAlpha(path) * (stabilised ? Math.sqrt(rankOf(path)) : 1),
  };
}
