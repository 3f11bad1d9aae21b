import { ContextOverflowError, QueueFullError } from "@qkv/nn/generation";
import { ConstraintError } from "@qkv/nn/structured-output";
import { ChatTemplateError, UnknownCharacterError, UnknownWordError } from "@qkv/nn/tokenizers";
import { ApiError } from "./api-error.ts";

/** What went wrong, for the client; the inside of the server stays inside. */
export function describedError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof ContextOverflowError)
    return new ApiError(
      400,
      `the prompt has ${error.promptTokens} tokens, expected fewer than ${error.maxContext}, for the answer needs room too`,
      { code: "context_length_exceeded" },
    );
  if (error instanceof QueueFullError)
    return new ApiError(429, "as many requests wait as may; try again later", {
      ...{ code: "queue_full", headers: { "retry-after": "1" } },
    });
  if (error instanceof ChatTemplateError)
    return new ApiError(400, `the model's chat template refuses the messages: ${error.message}`, {
      ...{ param: "messages", code: "invalid_value" },
    });
  if (error instanceof ConstraintError)
    return new ApiError(400, `the answer cannot have this form: ${error.message}`, {
      ...{ param: "response_format", code: "invalid_schema" },
    });
  if (error instanceof UnknownCharacterError || error instanceof UnknownWordError)
    return new ApiError(400, `the model has no token for a part of the text: ${error.message}`, {
      code: "invalid_value",
    });
  return new ApiError(500, "the server failed on this request; its log says how", {
    code: "internal_error",
  });
}
