import { setImmediate } from "node:timers/promises";
import { embed, type TextOrIds } from "@qkv/nn/pipelines";
import type { Pretrained } from "@qkv/nn/pretrained";
import { ApiError } from "../requests/api-error.ts";

/** Texts that are computed at once; between two lots others have their turn. */
const together = 8;

/** What is opened of a model to embed with it. */
type EmbeddingModel = Pick<Pretrained, "model" | "tokenizer">;

/** Vectors of texts, and what they took. */
export interface Embedded {
  readonly vectors: readonly Float32Array[];
  readonly tokens: number;
}

/**
 * Vectors of texts by a model: as sentence-transformers' modules.json says beside it, else the mean of its tokens' vectors,
 * of length one. Requests take turns.
 */
export class ServedEmbeddings {
  readonly name: string;
  readonly #opened: EmbeddingModel;
  readonly #maxWaiting: number;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(name: string, opened: EmbeddingModel, maxWaiting: number) {
    this.name = name;
    this.#opened = opened;
    this.#maxWaiting = maxWaiting;
  }

  /** @throws ApiError 429 where as many wait as may, 400 for what the model cannot read */
  async embed(inputs: readonly TextOrIds[], signal: AbortSignal): Promise<Embedded> {
    if (this.#waiting > this.#maxWaiting)
      throw new ApiError(429, `${this.#waiting} requests wait for ${this.name}, as many as may`, {
        ...{ code: "queue_full", headers: { "retry-after": "1" } },
      });
    this.#waiting++;
    const turn = this.#last
      .then(() => this.#embedNow(inputs, signal))
      .finally(() => this.#waiting--);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #embedNow(inputs: readonly TextOrIds[], signal: AbortSignal): Promise<Embedded> {
    const { model, tokenizer } = this.#opened;
    const normalize = !("sentenceEmbedding" in model && model.sentenceEmbedding);
    const vectors: Float32Array[] = [];
    let tokens = 0;
    for (let start = 0; start < inputs.length; start += together) {
      signal.throwIfAborted();
      const some = inputs.slice(start, start + together);
      for (const one of some)
        tokens += typeof one === "string" ? tokenizer!.encode(one).length : one.length;
      vectors.push(
        ...(await embed(this.#opened, some, { normalize, signal }).catch(refuseWhatCannotBeRead)),
      );
      await setImmediate();
    }
    return { vectors, tokens };
  }
}

/** A text that is empty, or longer than the model reads, is what the client can mend. */
function refuseWhatCannotBeRead(error: unknown): never {
  if (!(error instanceof RangeError)) throw error;
  throw new ApiError(400, `a text cannot be read: ${error.message}`, { param: "input" });
}
