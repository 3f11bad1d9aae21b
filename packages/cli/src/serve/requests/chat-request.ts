import type { ChatMessage } from "@qkv/nn/tokenizers";
import type { TokenChoice } from "../../language-model/token-choice.ts";
import { type AnswerForm, answerForm } from "./answer-form.ts";
import { ApiError } from "./api-error.ts";
import { chatMessages } from "./chat-messages.ts";
import { RequestFields } from "./request-fields.ts";
import { acceptWithoutEffect, type Delivery, delivery, tokenChoice } from "./sampling-fields.ts";
import { type ToolUse, toolUse } from "./tools.ts";

/** What POST /v1/chat/completions asks for. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly toolUse: ToolUse | undefined;
  readonly form: AnswerForm;
  readonly choice: TokenChoice;
  readonly delivery: Delivery;
  /** As many as the context leaves unless given. */
  readonly maxTokens: number | undefined;
  /** How many likely tokens are told beside each one; undefined where no probabilities are. */
  readonly topLogProbs: number | undefined;
}

/** @throws ApiError that names the field */
export function chatRequest(body: unknown): ChatRequest {
  const fields = new RequestFields(body);
  const request = {
    model: fields.required("model", fields.text("model"), "the name of a model"),
    messages: chatMessages(fields),
    toolUse: toolUse(fields),
    form: answerForm(fields),
    choice: tokenChoice(fields),
    delivery: delivery(fields),
    maxTokens: maxTokens(fields),
    topLogProbs: topLogProbs(fields),
  };
  acceptWithoutEffect(fields);
  fields.any("prediction"); // a hint for speed
  fields.refuse("modalities", "answers are text", ["text"]);
  fields.refuse("audio", "answers are text");
  fields.refuse("reasoning_effort", "models decide themselves how long they think");
  fields.refuse("verbosity", "models decide themselves how much they say");
  fields.refuse("web_search_options", "nothing is looked up");
  fields.refuseUnknown();
  return request;
}

function maxTokens(fields: RequestFields): number | undefined {
  const names = ["max_completion_tokens", "max_tokens"] as const;
  const [newer, older] = names.map((name) => fields.integer(name, { from: 1 }));
  if (newer !== undefined && older !== undefined && newer !== older)
    throw new ApiError(
      400,
      `max_tokens is ${older} and max_completion_tokens ${newer}, expected one of them`,
      {
        ...{ param: "max_tokens", code: "invalid_value" },
      },
    );
  return newer ?? older;
}

function topLogProbs(fields: RequestFields): number | undefined {
  const wanted = fields.flag("logprobs") ?? false;
  const top = fields.integer("top_logprobs", { from: 0, to: 20 });
  if (top !== undefined && !wanted)
    throw new ApiError(400, "top_logprobs is given without logprobs: true, expected both", {
      ...{ param: "top_logprobs", code: "invalid_value" },
    });
  return wanted ? (top ?? 0) : undefined;
}
