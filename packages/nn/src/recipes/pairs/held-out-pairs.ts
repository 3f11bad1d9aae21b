import { evaluateSequenceModel } from "../../evaluation/evaluate-sequence-model.ts";
import type { EncoderDecoder } from "../../models/roles.ts";
import type { PairVocabularies } from "../../tokenizers/pair-vocabularies.ts";
import type { SymbolPair } from "../../tokenizers/symbols.ts";
import type { Progress, Score } from "../score.ts";
import type { HeldOut } from "../training-run.ts";
import type { PairSettings } from "./pair-settings.ts";
import { reservedIds } from "./pair-trainer.ts";
import { type DecodedPair, scorePairs } from "./score-pairs.ts";

export interface HeldOutPairsParts {
  readonly model: EncoderDecoder;
  readonly vocabularies: PairVocabularies;
  readonly pairs: readonly SymbolPair[];
  readonly settings: PairSettings;
  readonly longestTarget: number;
  readonly signal: AbortSignal;
}

/** Scores on the pairs that are not trained on. */
export class HeldOutPairs implements HeldOut {
  readonly #parts: HeldOutPairsParts;
  #final: Awaited<ReturnType<typeof scorePairs>> | undefined;

  constructor(parts: HeldOutPairsParts) {
    this.#parts = parts;
  }

  get score(): Score | undefined {
    return this.#final?.score;
  }

  /** What the model made of the first pairs; none before their score is known. */
  get decoded(): readonly DecodedPair[] {
    return this.#final?.decoded ?? [];
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

  async atTheEnd(onProgress?: Progress): Promise<number> {
    const { model, vocabularies, pairs, settings, longestTarget, signal } = this.#parts;
    const options = {
      ...{ batchSize: settings.batch, maxLength: longestTarget, signal },
      ...(onProgress ? { onProgress } : {}),
    };
    this.#final = await this.#unlessStopped(() => scorePairs(model, vocabularies, pairs, options));
    return this.#final?.score.loss ?? Number.NaN;
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
