import type { TokenPooling } from "../models/heads/pool-tokens.ts";
import type { SentenceActivation, SentenceStep } from "../models/heads/sentence-embedding.ts";
import { defineOptions } from "../options/define-options.ts";
import { flag, integer, oneOf, texts } from "../options/fields.ts";
import { OptionError } from "../options/option-error.ts";

/** In the order in which sentence-transformers joins them: its flag, its name, ours. */
const poolings = [
  ["pooling_mode_cls_token", "cls", "first"],
  ["pooling_mode_max_tokens", "max", "max"],
  ["pooling_mode_mean_tokens", "mean", "mean"],
  ["pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens", "meanSqrtLength"],
  ["pooling_mode_weightedmean_tokens", "weightedmean", "weightedMean"],
  ["pooling_mode_lasttoken", "lasttoken", "last"],
] as const satisfies readonly (readonly [string, string, TokenPooling])[];

const width = integer({ from: 1, to: 2 ** 24, optional: true });

const poolingFields = defineOptions("Pooling", {
  word_embedding_dimension: width,
  embedding_dimension: width,
  pooling_mode_cls_token: flag({ default: false }),
  pooling_mode_max_tokens: flag({ default: false }),
  pooling_mode_mean_tokens: flag({ default: true }),
  pooling_mode_mean_sqrt_len_tokens: flag({ default: false }),
  pooling_mode_weightedmean_tokens: flag({ default: false }),
  pooling_mode_lasttoken: flag({ default: false }),
  /** Of prompts before the text, which nobody puts there. */
  include_prompt: flag({ default: true }),
});

const modes = defineOptions("Pooling", { pooling_mode: texts() });

/** 1_Pooling/config.json: flags, or in their place `pooling_mode`, one name or several. */
export function poolingStep(json: unknown, file: string): SentenceStep {
  const { options: given, others } = poolingFields.splitJson(json, file);
  const { pooling_mode: mode, ...unknown } = Object.fromEntries(others);
  poolingFields.fromJson(unknown, file); // refuses what there is
  const named = mode === undefined || mode === null ? undefined : namesOf(mode, file);
  const chosen = poolings.filter(([field, name]) => (named ? named.includes(name) : given[field]));
  if (chosen.length > 0) return { kind: "pooling", poolings: chosen.map(([, , ours]) => ours) };
  throw new OptionError(
    `${file}: no pooling is chosen, expected one of ${poolings.map(([field]) => field).join(", ")}`,
  );
}

function namesOf(mode: unknown, file: string): readonly string[] {
  const list = { pooling_mode: typeof mode === "string" ? [mode] : mode };
  const { pooling_mode: names } = modes.fromJson(list, file);
  const known = poolings.map(([, name]) => name as string);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return names;
  throw new OptionError(
    `${file}: pooling_mode is ${JSON.stringify(unknown)}, expected one of ${known.join(", ")}`,
  );
}

const activationNames = {
  "torch.nn.modules.activation.Tanh": "tanh",
  "torch.nn.modules.activation.ReLU": "relu",
  "torch.nn.modules.activation.Sigmoid": "sigmoid",
  "torch.nn.modules.activation.GELU": "gelu",
  "torch.nn.modules.linear.Identity": "identity",
} as const satisfies Record<string, SentenceActivation>;

type TorchActivation = keyof typeof activationNames;
const torchActivations = Object.keys(activationNames) as readonly TorchActivation[];

const feature = { from: 1, to: 2 ** 24 };
const denseFields = defineOptions("Dense", {
  in_features: integer(feature),
  out_features: integer(feature),
  bias: flag({ default: true }),
  activation_function: oneOf(torchActivations, { default: "torch.nn.modules.activation.Tanh" }),
  module_input_name: oneOf(["sentence_embedding"], { default: "sentence_embedding" }),
  module_output_name: oneOf(["sentence_embedding"], { optional: true }),
});

/** 2_Dense/config.json. */
export function denseStep(json: unknown, file: string): SentenceStep {
  const { in_features: from, out_features: to, ...given } = denseFields.fromJson(json, file);
  const activation = activationNames[given.activation_function];
  return { kind: "dense", from, to, bias: given.bias, activation };
}

/** The config.json of a step's folder; undefined of one that has none. */
export function stepConfig(step: SentenceStep, dModel: number): object | undefined {
  if (step.kind === "normalize") return undefined;
  if (step.kind === "dense")
    return {
      ...{ in_features: step.from, out_features: step.to, bias: step.bias },
      activation_function: torchActivations.find(
        (name) => activationNames[name] === step.activation,
      ),
    };
  const flags = poolings.map(([field, , ours]) => [field, step.poolings.includes(ours)]);
  return { word_embedding_dimension: dModel, ...Object.fromEntries(flags), include_prompt: true };
}
