import type { Gpt } from "@qkv/nn";
import { evaluateLanguageModel, type LanguageModelScore } from "@qkv/nn/evaluation";
import type { GptSettings } from "../settings/training-settings.ts";
import { Counter } from "../terminal/counter.ts";
import { formatCount } from "../terminal/format-number.ts";
import type { Printer } from "../terminal/printer.ts";
import type { TextSplit } from "./text-split.ts";
import type { HeldOut, Lines } from "./training-task.ts";

/** Losses on the validation split: of a part of it on the way, of all of it after the last step. */
export class HeldOutLoss implements HeldOut {
  readonly #model: Gpt;
  readonly #split: TextSplit;
  readonly #settings: GptSettings;
  readonly #signal: AbortSignal;
  #final: LanguageModelScore | undefined;

  constructor(model: Gpt, split: TextSplit, settings: GptSettings, signal: AbortSignal) {
    this.#model = model;
    this.#split = split;
    this.#settings = settings;
    this.#signal = signal;
  }

  get known(): boolean {
    return this.#final !== undefined;
  }

  /** The score of the whole split, once it is known. */
  figures(): Lines {
    const score = this.#final;
    if (!score) return [];
    return [
      ["held-out loss", `${score.loss.toFixed(4)} nats`],
      ["perplexity", score.perplexity.toFixed(3)],
      ["bits per byte", bitsPerByte(score, this.#split.validationBytes).toFixed(4)],
      ["held-out tokens", formatCount(score.tokens)],
    ];
  }

  async onTheWay(): Promise<number> {
    return (await this.#score(this.#settings.evalBatches || Infinity))?.loss ?? Number.NaN;
  }

  async atTheEnd(printer: Printer): Promise<number> {
    const counter = new Counter(printer, { label: "validating", unit: "tokens", delay: 2000 });
    try {
      this.#final = await this.#score(Infinity, (done, total) => counter.update(done, total));
      return this.#final?.loss ?? Number.NaN;
    } finally {
      counter.end();
    }
  }

  async #score(
    batches: number,
    onProgress?: (done: number, total: number) => void,
  ): Promise<LanguageModelScore | undefined> {
    const { context, batch } = this.#settings;
    try {
      return await evaluateLanguageModel(this.#model, this.#split.validation, {
        contextLength: context,
        batchSize: batch,
        batches,
        signal: this.#signal,
        ...(onProgress ? { onProgress } : {}),
      });
    } catch (error) {
      if (this.#signal.aborted) return undefined;
      throw error;
    }
  }
}

/** Nats per token -> bits per byte of the text that the tokens stand for. */
export function bitsPerByte({ loss, tokens }: LanguageModelScore, bytes: number): number {
  return (loss * tokens) / Math.LN2 / bytes;
}
