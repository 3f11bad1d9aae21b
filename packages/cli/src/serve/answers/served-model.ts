import { GenerationBatch, QueueFullError } from "@qkv/nn/generation";
import { Answer, type AnswerRequest } from "../../language-model/answer.ts";
import type { LanguageModel } from "../../language-model/language-model.ts";
import { ApiError } from "../requests/api-error.ts";
import { AnswerConstraints } from "./answer-constraints.ts";

export interface ServedModelOptions {
  /** Requests that are computed side by side. */
  readonly slots: number;
  /** Requests that may wait beside them. */
  readonly maxWaiting: number;
  /** Tokens of prompt and answer at most. */
  readonly maxContext: number;
  /** Bytes that are kept of what is done, for prompts that begin alike; the batch's own measure unless given. */
  readonly prefixCacheBytes?: number | undefined;
}

/** A language model, and the batch in which all of its requests are computed. */
export class ServedModel implements Disposable {
  readonly language: LanguageModel;
  readonly batch: GenerationBatch;
  readonly constraints: AnswerConstraints;
  readonly #most: number;
  /** Milliseconds that requests took, a moving mean. */
  #usualTime = 1000;

  constructor(language: LanguageModel, options: ServedModelOptions) {
    const { slots, maxWaiting, maxContext, prefixCacheBytes } = options;
    this.language = language;
    this.constraints = new AnswerConstraints(language.tokenizer);
    this.batch = new GenerationBatch(language.model, {
      ...{ slots, maxWaiting, maxContext, prefixCacheBytes },
    });
    this.#most = slots + maxWaiting;
  }

  /**
   * Begin answers, all of them or none.
   *
   * @throws ApiError 429 where the queue is full, 400 for more answers than it will ever take or for a token that there is not
   */
  answers(requests: readonly AnswerRequest[]): readonly Answer[] {
    if (requests.length > this.#most)
      throw new ApiError(
        400,
        `the request asks for ${requests.length} answers, expected at most ${this.#most}`,
        {
          ...{ param: "n", code: "invalid_value" },
        },
      );
    for (const request of requests) this.#expectTokens(request);
    const begun: Answer[] = [];
    try {
      for (const request of requests) begun.push(new Answer(this.batch, this.language, request));
      return begun;
    } catch (error) {
      for (const answer of begun) answer.cancel();
      throw error instanceof QueueFullError ? this.#full() : error;
    }
  }

  /** An answer is over, which took so long. */
  took(milliseconds: number): void {
    this.#usualTime += (milliseconds - this.#usualTime) / 8;
  }

  [Symbol.dispose](): void {
    this.batch[Symbol.dispose]();
  }

  #full(): ApiError {
    const { slots, waiting } = this.batch;
    const seconds = Math.ceil((this.#usualTime * Math.max(1, waiting / slots)) / 1000);
    const retryAfter = String(Math.min(Math.max(seconds, 1), 60));
    return new ApiError(
      429,
      `${waiting} requests wait for ${this.language.name}, as many as may; try again in ${retryAfter} s`,
      { code: "queue_full", headers: { "retry-after": retryAfter } },
    );
  }

  #expectTokens({ promptIds, choice, maxTokens }: AnswerRequest): void {
    const { model } = this.language;
    const biased = [...(choice.logitBias?.keys() ?? [])].find((id) => id >= model.vocabSize);
    if (biased !== undefined)
      throw new ApiError(
        400,
        `logit_bias names token ${biased}, expected ids below ${model.vocabSize}`,
        {
          ...{ param: "logit_bias", code: "invalid_value" },
        },
      );
    const foreign = Array.prototype.find.call(promptIds, (id: number) => id >= model.vocabSize);
    if (foreign !== undefined)
      throw new ApiError(
        400,
        `the prompt has token ${foreign}, expected ids below ${model.vocabSize}`,
        {
          ...{ param: "prompt", code: "invalid_value" },
        },
      );
    if (promptIds.length === 0)
      throw new ApiError(400, "the prompt has no tokens, expected at least one", {
        code: "invalid_value",
      });
    const { maxContext } = this.batch;
    const [prompt, answer] = [promptIds.length, Math.max(1, maxTokens ?? 1)];
    if (prompt + answer > maxContext)
      throw new ApiError(
        400,
        `the prompt has ${prompt} tokens and the answer may have ${answer}, expected at most ${maxContext} together`,
        { code: "context_length_exceeded" },
      );
  }
}
