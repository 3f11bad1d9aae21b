import { Yielder } from "../../event-loop/yield-to-event-loop.ts";

/** Lets other things run now and then, stops when it is told to, and tells how far it is. */
export class TrainingTurns {
  readonly #yielder = new Yielder();
  readonly #signal: AbortSignal | undefined;
  readonly #onProgress: TrainingProgress | undefined;

  constructor(signal: AbortSignal | undefined, onProgress: TrainingProgress | undefined) {
    this.#signal = signal;
    this.#onProgress = onProgress;
  }

  /** Rejects with the signal's reason when aborted. */
  async turn(stage: string, done: number, total: number): Promise<void> {
    this.#signal?.throwIfAborted();
    this.#onProgress?.(stage, done, total);
    await this.#yielder.turn();
    this.#signal?.throwIfAborted();
  }
}

/** What is done at the moment, how much of it, and how much there is; 0 where that is not known. */
export type TrainingProgress = (stage: string, done: number, total: number) => void;
