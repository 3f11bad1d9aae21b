import { evaluateSequenceModel } from "@qkv/nn/evaluation";
import type { Seq2Seq } from "@qkv/nn/models";
import type { PairVocabularies } from "../pair-source/pair-vocabularies.ts";
import type { SymbolPair } from "../pair-source/parse-pairs.ts";
import type { Seq2SeqSettings } from "../settings/training-settings.ts";
import { Counter } from "../terminal/counter.ts";
import type { Printer } from "../terminal/printer.ts";
import { reservedIds } from "./build-pair-trainer.ts";
import { describePairScore, type PairScore, scorePairs } from "./score-pairs.ts";
import type { HeldOut, Lines } from "./training-task.ts";

export interface HeldOutPairsParts {
  readonly model: Seq2Seq;
  readonly vocabularies: PairVocabularies;
  readonly pairs: readonly SymbolPair[];
  readonly settings: Seq2SeqSettings;
  readonly longestTarget: number;
  readonly signal: AbortSignal;
}

/** Scores on the pairs that are not trained on. */
export class HeldOutPairs implements HeldOut {
  readonly #parts: HeldOutPairsParts;
  #final: PairScore | undefined;

  constructor(parts: HeldOutPairsParts) {
    this.#parts = parts;
  }

  get known(): boolean {
    return this.#final !== undefined;
  }

  /** The score of all pairs, once it is known. */
  get final(): PairScore | undefined {
    return this.#final;
  }

  figures(): Lines {
    if (!this.#final) return [];
    const [[, loss], ...rest] = describePairScore(this.#final) as [Lines[number], ...Lines];
    return [["held-out loss", loss], ...rest];
  }

  async onTheWay(): Promise<number> {
    const { model, vocabularies, pairs, settings, signal } = this.#parts;
    const { batch, evalBatches } = settings;
    const some = pairs.slice(0, evalBatches === 0 ? pairs.length : evalBatches * batch);
    const encoded = some.map((pair) => vocabularies.encode(pair));
    const options = { batchSize: batch, signal, ...reservedIds };
    const score = await this.#unlessStopped(() => evaluateSequenceModel(model, encoded, options));
    return score?.loss ?? Number.NaN;
  }

  async atTheEnd(printer: Printer): Promise<number> {
    const { model, vocabularies, pairs, settings, longestTarget, signal } = this.#parts;
    const counter = new Counter(printer, { label: "validating", unit: "tokens", delay: 2000 });
    const options = {
      ...{ batchSize: settings.batch, maxLength: longestTarget, signal },
      onProgress: (done: number, total: number) => counter.update(done, total),
    };
    try {
      this.#final = await this.#unlessStopped(() =>
        scorePairs(model, vocabularies, pairs, options),
      );
      return this.#final?.loss ?? Number.NaN;
    } finally {
      counter.end();
    }
  }

  async #unlessStopped<T>(score: () => Promise<T>): Promise<T | undefined> {
    try {
      return await score();
    } catch (error) {
      if (this.#parts.signal.aborted) return undefined;
      throw error;
    }
  }
}
