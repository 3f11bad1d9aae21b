import { type Device, scope, tensor } from "@qkv/nn";
import type { Encoder } from "@qkv/nn/models";
import type { Encoding, PretrainedTokenizer } from "@qkv/nn/tokenizers";
import { ApiError } from "../requests/api-error.ts";

/** Texts that are computed at once; between two lots others have their turn. */
const together = 8;

/** Vectors of texts, and what they took. */
export interface Embedded {
  readonly vectors: readonly Float32Array[];
  readonly tokens: number;
}

/** A model that gives a vector of each text. Requests take turns. */
export class ServedEncoder {
  readonly name: string;
  readonly #model: Encoder;
  readonly #tokenizer: PretrainedTokenizer;
  readonly #maxWaiting: number;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(name: string, model: Encoder, tokenizer: PretrainedTokenizer, maxWaiting: number) {
    this.name = name;
    this.#model = model;
    this.#tokenizer = tokenizer;
    this.#maxWaiting = maxWaiting;
  }

  /** @throws ApiError 429 where as many wait as may, 400 for what the model cannot read */
  async embed(
    inputs: readonly (string | readonly number[])[],
    signal: AbortSignal,
  ): Promise<Embedded> {
    if (this.#waiting > this.#maxWaiting)
      throw new ApiError(429, `${this.#waiting} requests wait for ${this.name}, as many as may`, {
        ...{ code: "queue_full", headers: { "retry-after": "1" } },
      });
    this.#waiting++;
    const before = this.#last;
    const turn = before.then(() => this.#embedNow(inputs, signal)).finally(() => this.#waiting--);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #embedNow(
    inputs: readonly (string | readonly number[])[],
    signal: AbortSignal,
  ): Promise<Embedded> {
    const vectors: Float32Array[] = [];
    let tokens = 0;
    for (let start = 0; start < inputs.length; start += together) {
      signal.throwIfAborted();
      const texts = inputs.slice(start, start + together).map((input) => this.#textOf(input));
      const encodings = this.#tokenizer.encodeBatch(texts, { padding: {} });
      for (const { attentionMask } of encodings)
        tokens += attentionMask.filter((one) => one === 1).length;
      vectors.push(...(await this.#vectorsOf(encodings)));
    }
    return { vectors, tokens };
  }

  async #vectorsOf(encodings: readonly Encoding[]): Promise<readonly Float32Array[]> {
    const rows = encodings.length;
    const device: Device = this.#model.device;
    const ids = (values: readonly (readonly number[])[]) =>
      tensor(Int32Array.from(values.flat()), { shape: [rows, values[0]!.length], device });
    using embedding = scope(() => {
      const { sentence_embedding: made } = this.#model.forwardNamed({
        input_ids: ids(encodings.map((one) => one.ids)),
        attention_mask: ids(encodings.map((one) => one.attentionMask)),
      });
      return made!;
    });
    const values = (await embedding.data()) as Float32Array;
    const width = values.length / rows;
    return encodings.map((_, row) => values.slice(row * width, (row + 1) * width));
  }

  /** OpenAI's clients may send ids, of whichever tokenizer they have; these are of the model's own. */
  #textOf(input: string | readonly number[]): string {
    return typeof input === "string"
      ? input
      : this.#tokenizer.decode(input, { skipSpecialTokens: true });
  }
}
