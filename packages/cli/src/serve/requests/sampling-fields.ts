import type { TokenChoice } from "../../language-model/token-choice.ts";
import { ApiError } from "./api-error.ts";
import type { RequestFields } from "./request-fields.ts";

const penalty = { from: -2, to: 2 } as const;

/** How tokens are chosen, as completions and chats say it alike. top_k, min_p and repetition_penalty are not OpenAI's own. */
export function tokenChoice(fields: RequestFields): TokenChoice {
  return {
    temperature: fields.number("temperature", { from: 0, to: 2 }),
    topP: fields.number("top_p", { from: 0, to: 1 }),
    topK: fields.integer("top_k", { from: 0 }),
    minP: fields.number("min_p", { from: 0, to: 1 }),
    repetitionPenalty: fields.number("repetition_penalty", { above: 0, to: 100 }),
    presencePenalty: fields.number("presence_penalty", penalty),
    frequencyPenalty: fields.number("frequency_penalty", penalty),
    logitBias: logitBias(fields),
    seed: fields.integer("seed", { from: -(2 ** 53) + 1, to: 2 ** 53 - 1 }),
    stop: stopTexts(fields),
  };
}

/** How an answer is sent, and how many of them. */
export interface Delivery {
  readonly n: number;
  readonly stream: boolean;
  /** Whether a stream ends with what it took. */
  readonly includeUsage: boolean;
}

export const mostAnswers = 128;

export function delivery(fields: RequestFields): Delivery {
  const stream = fields.flag("stream") ?? false;
  const options = fields.object("stream_options");
  if (options && !stream)
    throw new ApiError(400, "stream_options is given without stream, expected it left out", {
      ...{ param: "stream_options", code: "invalid_value" },
    });
  const includeUsage = options?.flag("include_usage") ?? false;
  options?.refuse("include_obfuscation", "deltas have no padding", false);
  options?.refuseUnknown();
  return { stream, includeUsage, n: fields.integer("n", { from: 1, to: mostAnswers }) ?? 1 };
}

/** Fields that change nothing about an answer: whom it is for, how it is kept and billed. */
export function acceptWithoutEffect(fields: RequestFields): void {
  for (const name of withoutEffect) fields.any(name);
  fields.refuse("store", "nothing is stored", false);
  fields.refuse("service_tier", "there is one tier", "auto", "default");
}

/** Accepted, and known to do nothing here. */
const withoutEffect = [
  ...["user", "metadata", "safety_identifier", "prompt_cache_key", "prompt_cache_retention"],
] as const;

const mostStops = 4;

function stopTexts(fields: RequestFields): readonly string[] {
  const value = fields.any("stop");
  if (value === undefined) return [];
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  const fits = (one: unknown): one is string => typeof one === "string" && one !== "";
  if (texts.length <= mostStops && texts.every(fits)) return texts;
  throw fields.wrong("stop", `a text that is not empty, or up to ${mostStops} of them`);
}

function logitBias(fields: RequestFields): ReadonlyMap<number, number> | undefined {
  const biases = fields.object("logit_bias");
  if (!biases) return undefined;
  const range = { from: -100, to: 100 };
  const entries = Object.keys(Object(fields.any("logit_bias"))).map((name) => {
    if (!/^\d{1,9}$/.test(name))
      throw fields.wrong("logit_bias", "an object of numbers by ids of tokens");
    return [Number(name), biases.number(name, range) ?? 0] as const;
  });
  return new Map(entries);
}
