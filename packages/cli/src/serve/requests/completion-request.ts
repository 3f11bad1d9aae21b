import type { TokenChoice } from "../../language-model/token-choice.ts";
import { ApiError } from "./api-error.ts";
import { RequestFields } from "./request-fields.ts";
import { acceptWithoutEffect, type Delivery, delivery, tokenChoice } from "./sampling-fields.ts";
import { textsOrIds } from "./texts-or-ids.ts";

/** What POST /v1/completions asks for. */
export interface CompletionRequest {
  readonly model: string;
  /** Texts, or ids of tokens. */
  readonly prompts: readonly (string | readonly number[])[];
  readonly choice: TokenChoice;
  readonly delivery: Delivery;
  /** 16 unless given, or as many as the context leaves. */
  readonly maxTokens: number | undefined;
  readonly topLogProbs: number | undefined;
  /** Whether the answer begins with the prompt. */
  readonly echo: boolean;
}

/** @throws ApiError that names the field */
export function completionRequest(body: unknown): CompletionRequest {
  const fields = new RequestFields(body);
  const request = {
    model: fields.required("model", fields.text("model"), "the name of a model"),
    prompts: textsOrIds(fields, "prompt"),
    choice: tokenChoice(fields),
    delivery: delivery(fields),
    maxTokens: fields.integer("max_tokens", { from: 1 }),
    topLogProbs: fields.integer("logprobs", { from: 0, to: 5 }),
    echo: fields.flag("echo") ?? false,
  };
  acceptWithoutEffect(fields);
  fields.refuse("suffix", "models go on from a prompt alone", "");
  fields.refuse("best_of", "all that is computed is given", 1, request.delivery.n);
  if (request.echo && request.topLogProbs !== undefined)
    throw new ApiError(
      400,
      "echo is given with logprobs, which are of new tokens alone; expected one of them",
      {
        ...{ param: "echo", code: "unsupported_parameter" },
      },
    );
  fields.refuseUnknown();
  return request;
}
