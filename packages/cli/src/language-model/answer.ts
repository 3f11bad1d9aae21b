import type {
  BatchedRequest,
  BatchedRequestOptions,
  BatchedToken,
  Constraint,
  GenerationBatch,
} from "@qkv/nn/generation";
import { type AnswerPiece, AnswerText } from "./answer-text.ts";
import { countPenalties } from "./count-penalties.ts";
import type { LanguageModel } from "./language-model.ts";
import type { TokenChoice } from "./token-choice.ts";

/** What is asked of a model. */
export interface AnswerRequest {
  readonly promptIds: ArrayLike<number>;
  readonly choice: TokenChoice;
  /** As many as the context leaves unless given; 0 reads the prompt alone. */
  readonly maxTokens?: number | undefined;
  /** How many likely tokens are told beside each one; undefined where no probabilities are. */
  readonly topLogProbs?: number | undefined;
  /** Tell the same of the tokens of the prompt. */
  readonly promptLogProbs?: boolean | undefined;
  /** What form the answer must have. */
  readonly constraint?: Constraint | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with every token. */
  readonly onToken?: (answer: Answer) => void;
}

export type AnswerToken = BatchedToken;

/** A model's answer as it comes. */
export class Answer {
  readonly promptTokens: number;
  /** All that were made, the one that ends it too. */
  readonly ids: number[] = [];
  /** Known when all is read. */
  finishReason: "stop" | "length" = "stop";
  readonly #request: BatchedRequest;
  readonly #text: AnswerText<AnswerToken>;
  readonly #ends: readonly number[];
  readonly #readsAlone: boolean;
  /** Of all tokens together. */
  #logProb = 0;
  readonly #onToken: (answer: Answer) => void;

  /**
   * It waits for a slot of the batch from here on.
   *
   * @throws what `GenerationBatch#submit` throws: for a queue that is full, a prompt that is too long
   */
  constructor(batch: GenerationBatch, language: LanguageModel, request: AnswerRequest) {
    const { promptIds, choice, constraint, maxTokens, onToken = () => {} } = request;
    this.#readsAlone = maxTokens === 0;
    this.#onToken = onToken;
    this.#ends = language.ends;
    this.#request = batch.submit(promptIds, requestOptions(batch, language, request));
    this.promptTokens = this.#request.promptTokens;
    const before = Array.from(promptIds);
    const decode = constraint
      ? (ids: readonly number[]) => constraint.decode(ids)
      : language.decode;
    this.#text = new AnswerText(decode, before, choice.stop ?? []);
  }

  /** Tokens of the prompt that were known from before; 0 until the first token is there. */
  get cachedTokens(): number {
    return this.#request.cachedTokens;
  }

  /** The tokens of the prompt, where their probabilities were asked for: there with the first token. */
  get promptLogProbs(): Promise<readonly AnswerToken[]> {
    return this.#request.promptLogProbs;
  }

  /** The mean log-probability of its tokens, the one that ends it too, where probabilities were asked for. */
  get logProbPerToken(): number {
    return this.#logProb / this.ids.length;
  }

  /** Its text, whenever there is more of it; leaving the loop ends it. */
  async *pieces(): AsyncGenerator<AnswerPiece<AnswerToken>, void, void> {
    if (this.#readsAlone) {
      await this.#request.finishReason;
      this.finishReason = "length";
      return;
    }
    let ended = false;
    for await (const token of this.#request) {
      this.ids.push(token.id);
      this.#logProb += token.logProb ?? 0;
      this.#onToken(this);
      ended = this.#ends.includes(token.id);
      if (ended) break;
      const piece = this.#text.add(token);
      yield piece;
      if (piece.stopped) return;
    }
    const reason = ended ? "stop" : await this.#request.finishReason;
    const rest = this.#text.end();
    this.finishReason = reason === "length" && !rest.stopped ? "length" : "stop";
    yield rest;
  }

  cancel(): void {
    this.#request.cancel();
  }
}

function requestOptions(
  batch: GenerationBatch,
  { ends, usual }: LanguageModel,
  request: AnswerRequest,
): BatchedRequestOptions {
  const { promptIds, choice, maxTokens, topLogProbs, promptLogProbs, constraint, signal } = request;
  const temperature = choice.temperature ?? usual.temperature ?? 1;
  const minP = choice.minP ?? usual.minP;
  const { presencePenalty: presence = 0, frequencyPenalty: frequency = 0, logitBias } = choice;
  const penalised = presence !== 0 || frequency !== 0;
  return {
    maxNewTokens: Math.max(1, maxTokens ?? batch.maxContext - promptIds.length),
    eosTokenId: ends,
    doSample: temperature > 0,
    temperature: temperature === 0 ? 1 : temperature,
    topK: choice.topK ?? usual.topK ?? 0,
    topP: choice.topP ?? usual.topP ?? 1,
    ...(minP === undefined ? {} : { minP }),
    repetitionPenalty: choice.repetitionPenalty ?? usual.repetitionPenalty ?? 1,
    sequenceBias: [...(logitBias ?? [])].map(([id, bias]) => [[id], bias] as const),
    seed: choice.seed ?? Math.floor(Math.random() * 2 ** 32),
    logProbs: topLogProbs !== undefined,
    topLogProbs: topLogProbs ?? 0,
    promptLogProbs: promptLogProbs ?? false,
    logitsProcessors: penalised ? [countPenalties(promptIds.length, { presence, frequency })] : [],
    ...(constraint ? { constraint } : {}),
    ...(signal ? { signal } : {}),
  };
}
