import type { BatchSource } from "../../data/batch-source.ts";
import { countInState } from "../../data/count-in-state.ts";

export interface PracticeFirstOptions<B> {
  /** What is learnt first, and for how many batches. */
  readonly practice: BatchSource<B>;
  readonly batches: number;
  /** What is learnt from then on. */
  readonly work: BatchSource<B>;
}

/** Batches of something easier first, then those of the work itself; an epoch is one of the work. */
export class PracticeFirst<B> implements BatchSource<B> {
  readonly #options: PracticeFirstOptions<B>;
  #practised = 0;

  constructor(options: PracticeFirstOptions<B>) {
    this.#options = options;
  }

  get batchesPerEpoch(): number {
    return this.#options.work.batchesPerEpoch;
  }

  get state(): { readonly practised: number; readonly practice: unknown; readonly work: unknown } {
    const { practice, work } = this.#options;
    return { practised: this.#practised, practice: practice.state, work: work.state };
  }
  set state(state: unknown) {
    const { practice, work } = this.#options;
    this.#practised = countInState(state, "practised", "PracticeFirst");
    const stored = state as { readonly practice: unknown; readonly work: unknown };
    practice.state = stored.practice;
    work.state = stored.work;
  }

  next(): B {
    const { practice, batches, work } = this.#options;
    if (this.#practised >= batches) return work.next();
    this.#practised++;
    return practice.next();
  }
}
