import type { Model } from "../models/roles.ts";
import type { WeightAverage } from "../optim/weight-average.ts";
import {
  type ApplicationScore,
  type Figures,
  type FigureTable,
  isBetter,
} from "../recipes/figures.ts";
import type { Progress, Score } from "../recipes/score.ts";
import type { HeldOut } from "../recipes/training-run.ts";
import { type BestWeights, copyWeights, withWeights } from "./best-weights.ts";

export interface HeldOutDataParts {
  readonly model: Model;
  /** Weights that are scored and kept instead of the model's own. */
  readonly average: WeightAverage | undefined;
  readonly figures: FigureTable;
  readonly signal: AbortSignal;
  /** Steps done. */
  readonly step: () => number;
  /** Of the model as it is, on some of the validation data or on all of it. */
  readonly score: (some: boolean, onProgress?: Progress) => Promise<ApplicationScore>;
}

/** Where a run stood with its validations. */
export interface HeldOutState {
  readonly best: BestWeights | undefined;
  readonly sinceBest: number;
}

/** Scores on the validation data, and the weights that had the best of them. NaN where the signal stopped a score. */
export class HeldOutData implements HeldOut {
  readonly #parts: HeldOutDataParts;
  #best: BestWeights | undefined;
  #sinceBest = 0;
  #last: ApplicationScore | undefined;
  #final: Score | undefined;
  #averaged = -1;

  constructor(parts: HeldOutDataParts) {
    this.#parts = parts;
  }

  get score(): Score | undefined {
    return this.#final;
  }

  get best(): BestWeights | undefined {
    return this.#best;
  }

  /** Validations since the best one. */
  get sinceBest(): number {
    return this.#sinceBest;
  }

  /** Of the last validation. */
  get last(): ApplicationScore | undefined {
    return this.#last;
  }

  /** Of the last validation, for a step's record. */
  lastFigures(): { readonly figures?: Figures } {
    return this.#last && Object.keys(this.#last.figures).length > 0
      ? { figures: this.#last.figures }
      : {};
  }

  /** Take the weights of this step into the average, once. */
  average(): void {
    const { average, step } = this.#parts;
    if (!average || this.#averaged === step()) return;
    average.update();
    this.#averaged = step();
  }

  async onTheWay(): Promise<number> {
    return (await this.#unlessStopped(() => this.#validate()))?.loss ?? Number.NaN;
  }

  async atTheEnd(onProgress?: Progress): Promise<number> {
    await this.onTheWay();
    const { score } = this.#parts;
    this.#final = await this.#unlessStopped(() => this.withBest(() => score(false, onProgress)));
    return this.#final?.loss ?? Number.NaN;
  }

  /** Run `body` on the model with its best weights. */
  async withBest<T>(body: () => Promise<T>): Promise<T> {
    return this.#best ? withWeights(this.#parts.model, this.#best.weights, body) : body();
  }

  restore({ best, sinceBest }: HeldOutState): void {
    this.#best = best;
    this.#sinceBest = sinceBest;
    this.#averaged = this.#parts.step();
  }

  async #validate(): Promise<ApplicationScore> {
    const { model, average, figures, step, score } = this.#parts;
    this.average();
    average?.swapIn();
    try {
      const now = await score(true);
      this.#last = now;
      this.#sinceBest++;
      if (isBetter(figures, now, this.#best?.score)) {
        this.#best = { step: step(), score: now, weights: await copyWeights(model) };
        this.#sinceBest = 0;
      }
      return now;
    } finally {
      average?.swapOut();
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
