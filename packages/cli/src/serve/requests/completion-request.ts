import type { TokenChoice } from "../../language-model/token-choice.ts";
import { ApiError } from "./api-error.ts";
import { RequestFields } from "./request-fields.ts";
import {
  acceptWithoutEffect,
  type Delivery,
  delivery,
  mostAnswers,
  tokenChoice,
} from "./sampling-fields.ts";
import { textsOrIds } from "./texts-or-ids.ts";

/** What POST /v1/completions asks for. */
export interface CompletionRequest {
  readonly model: string;
  /** Texts, or ids of tokens. */
  readonly prompts: readonly (string | readonly number[])[];
  readonly choice: TokenChoice;
  readonly delivery: Delivery;
  /** Answers that are made of each prompt, of which the `n` likeliest are told. */
  readonly bestOf: number;
  /** 16 unless given, or as many as the context leaves; 0 asks for the prompt alone. */
  readonly maxTokens: number | undefined;
  readonly topLogProbs: number | undefined;
  /** Whether the answer begins with the prompt, and its log-probabilities with those of the prompt. */
  readonly echo: boolean;
}

/** @throws ApiError that names the field */
export function completionRequest(body: unknown): CompletionRequest {
  const fields = new RequestFields(body);
  const told = delivery(fields);
  const request = {
    model: fields.required("model", fields.text("model"), "the name of a model"),
    prompts: textsOrIds(fields, "prompt"),
    choice: tokenChoice(fields),
    delivery: told,
    bestOf: bestOf(fields, told),
    maxTokens: fields.integer("max_tokens", { from: 0 }),
    topLogProbs: fields.integer("logprobs", { from: 0, to: 5 }),
    echo: fields.flag("echo") ?? false,
  };
  acceptWithoutEffect(fields);
  fields.refuse("suffix", "models go on from a prompt alone", "");
  fields.refuseUnknown();
  return request;
}

function bestOf(fields: RequestFields, { n, stream }: Delivery): number {
  const made = fields.integer("best_of", { from: 1, to: mostAnswers }) ?? n;
  const refuse = (why: string): ApiError =>
    new ApiError(400, `best_of is ${made} ${why}`, { param: "best_of", code: "invalid_value" });
  if (made < n) throw refuse(`and n is ${n}, expected at least as many`);
  if (made > n && stream)
    throw refuse(`with stream, expected ${n} (n): which are the best is known when all are whole`);
  return made;
}
