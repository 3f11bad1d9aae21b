import type { SelfAttentionRotaryOptions } from "../../attention/self-attention-options.ts";
import type { RopeScaling } from "../../ops/rope-frequencies.ts";
import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, number, numbers, oneOf } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";

/** Fields of a config.json that say how queries and keys are rotated, in the forms of transformers 4 and 5. */
export const ropeFieldNames: readonly string[] = [
  ...["rope_parameters", "rope_scaling", "rope_theta", "rope_local_base_freq"],
  ...["rotary_emb_base", "rotary_pct", "partial_rotary_factor"],
  ...["original_max_position_embeddings"],
];

const types = ["default", "linear", "dynamic", "yarn", "llama3", "longrope"] as const;
const positive = { above: 0 } as const;
const optional = { optional: true } as const;

const given = defineOptions("rope", {
  rope_theta: number({ ...positive, ...optional }),
  partial_rotary_factor: number({ above: 0, to: 1, ...optional }),
  rope_type: oneOf(types, optional),
  /** As transformers 4 called it; "su" and "yarn" of the first Phi-3 files are longrope. */
  type: oneOf([...types, "su"], optional),
  factor: number({ ...positive, ...optional }),
  original_max_position_embeddings: integer({ from: 1, ...optional }),
  attention_factor: number({ ...positive, ...optional }),
  beta_fast: number(optional),
  beta_slow: number(optional),
  mscale: number(optional),
  mscale_all_dim: number(optional),
  truncate: flag(optional),
  low_freq_factor: number({ ...positive, ...optional }),
  high_freq_factor: number({ ...positive, ...optional }),
  short_factor: numbers(optional),
  long_factor: numbers(optional),
  finetuned: flag(optional),
});

/** The rotation that a config.json describes, of heads of `headSize` channels. */
export interface RopePlace {
  readonly headSize: number;
  readonly maxPositions: number;
  /** Of configs with a rotation for each kind of layer; "full_attention" unless given. */
  readonly layerType?: string;
  /** Share of the channels that is rotated where the file does not say; 1 unless given. */
  readonly partial?: number;
  /** 10000 unless given. */
  readonly theta?: number;
}

/** @throws OptionError that names a field which is missing, wrong, or not understood */
export function ropeOf(config: object, place: RopePlace): SelfAttentionRotaryOptions {
  const {
    headSize,
    maxPositions,
    layerType = "full_attention",
    partial = 1,
    theta = 10000,
  } = place;
  const all = config as Record<string, unknown>;
  const name = all.rope_parameters ? "rope_parameters" : "rope_scaling";
  const whole = Object(all[name] ?? {}) as Record<string, unknown>;
  const json = Object.hasOwn(whole, layerType) ? whole[layerType] : whole;
  const rope = given.fromJson(json, "config.json", { path: name });
  const field = (...names: readonly string[]) => {
    const found = names.find((one) => all[one] !== undefined && all[one] !== null);
    return found === undefined ? undefined : positiveNumber(found, all[found]);
  };
  const share =
    rope.partial_rotary_factor ?? field("partial_rotary_factor", "rotary_pct") ?? partial;
  return {
    dim: Math.floor(headSize * share),
    theta: rope.rope_theta ?? field("rope_theta", "rotary_emb_base") ?? theta,
    ...scalingOf(rope, field("original_max_position_embeddings"), maxPositions),
  };
}

function scalingOf(
  rope: ReturnType<typeof given.complete>,
  original: number | undefined,
  maxPositions: number,
): { readonly scaling?: RopeScaling } {
  const named = rope.rope_type ?? rope.type ?? "default";
  const type = named === "su" ? "longrope" : named;
  if (type === "default") return {};
  const need = <T>(name: string, value: T | undefined): T => {
    if (value !== undefined) return value;
    throw new OptionError(`config.json: rope_parameters.${name} is missing, expected for ${type}`);
  };
  const originalMaxPositions = original ?? rope.original_max_position_embeddings ?? maxPositions;
  const { attention_factor: attentionFactor } = rope;
  const withAttention = attentionFactor === undefined ? {} : { attentionFactor };
  if (type === "longrope")
    return {
      scaling: {
        ...{ type, originalMaxPositions, ...withAttention },
        shortFactor: need("short_factor", rope.short_factor),
        longFactor: need("long_factor", rope.long_factor),
        factor: rope.factor ?? maxPositions / originalMaxPositions,
      },
    };
  const factor = need("factor", rope.factor);
  if (type === "linear") return { scaling: { type, factor } };
  if (type === "dynamic") return { scaling: { type, factor, originalMaxPositions: maxPositions } };
  if (type === "yarn") return { scaling: { type, factor, originalMaxPositions, ...yarnOf(rope) } };
  return {
    scaling: {
      ...{ type, factor, originalMaxPositions },
      lowFreqFactor: need("low_freq_factor", rope.low_freq_factor),
      highFreqFactor: need("high_freq_factor", rope.high_freq_factor),
    },
  };
}

const yarnOf = (rope: ReturnType<typeof given.complete>): object => ({
  attentionFactor: rope.attention_factor,
  betaFast: rope.beta_fast,
  betaSlow: rope.beta_slow,
  truncate: rope.truncate,
  mscale: rope.mscale,
  mscaleAllDim: rope.mscale_all_dim,
});

function positiveNumber(name: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return value;
  throw new OptionError(
    `config.json: ${name} is ${JSON.stringify(value)}, expected a number above 0`,
  );
}
