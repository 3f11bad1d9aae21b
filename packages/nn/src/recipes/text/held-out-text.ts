import type { LanguageModel } from "../../evaluation/evaluate-language-model.ts";
import type { Progress, Score } from "../score.ts";
import type { HeldOut } from "../training-run.ts";
import { scoreText } from "./score-text.ts";
import type { TextSplit } from "./split-text.ts";
import type { TextTrainingSettings } from "./text-trainer.ts";

/** Losses on the validation split. */
export class HeldOutText implements HeldOut {
  readonly #model: LanguageModel;
  readonly #split: TextSplit;
  readonly #settings: TextTrainingSettings;
  readonly #signal: AbortSignal;
  #final: Score | undefined;

  constructor(
    model: LanguageModel,
    split: TextSplit,
    settings: TextTrainingSettings,
    signal: AbortSignal,
  ) {
    this.#model = model;
    this.#split = split;
    this.#settings = settings;
    this.#signal = signal;
  }

  get score(): Score | undefined {
    return this.#final;
  }

  async onTheWay(): Promise<number> {
    return (await this.#score(this.#settings.evalBatches || Infinity))?.loss ?? Number.NaN;
  }

  async atTheEnd(onProgress?: Progress): Promise<number> {
    this.#final = await this.#score(Infinity, onProgress);
    return this.#final?.loss ?? Number.NaN;
  }

  async #score(batches: number, onProgress?: Progress): Promise<Score | undefined> {
    const { context, batch } = this.#settings;
    const { validation, predicted } = this.#split;
    try {
      return await scoreText(this.#model, validation, predicted, {
        ...{ contextLength: context, batchSize: batch, batches, signal: this.#signal },
        ...(onProgress ? { onProgress } : {}),
      });
    } catch (error) {
      if (this.#signal.aborted) return undefined;
      throw error;
    }
  }
}
