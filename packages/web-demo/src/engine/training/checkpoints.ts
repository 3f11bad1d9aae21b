import type { Look } from "../protocol.ts";

/** A step of a run that can be gone back to. */
export interface Checkpoint {
  readonly look: Look;
  /** What `saveTraining` writes. */
  readonly file: Uint8Array;
  /** Of the step before it, by the names of the parameters. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

const most = 48;
const mostBytes = 96 * 2 ** 20;

/** The looks at a run, oldest first; where they become too many every second one goes, the first and the last stay. */
export class Checkpoints {
  #kept: readonly Checkpoint[] = [];

  get all(): readonly Checkpoint[] {
    return this.#kept;
  }

  at(step: number): Checkpoint {
    const found = this.#kept.find(({ look }) => look.step === step);
    if (found) return found;
    const steps = this.#kept.map(({ look }) => look.step);
    throw new RangeError(`nothing is kept of step ${step}, expected one of ${steps.join(", ")}`);
  }

  add(one: Checkpoint): void {
    this.#kept = [...this.#kept.filter(({ look }) => look.step < one.look.step), one];
    while (this.#kept.length > 2 && (this.#kept.length > most || this.#bytes > mostBytes))
      this.#kept = this.#kept.filter((_, i) => i % 2 === 0 || i === this.#kept.length - 1);
  }

  /** Forget what came after a step. */
  cut(step: number): void {
    this.#kept = this.#kept.filter(({ look }) => look.step <= step);
  }

  get #bytes(): number {
    let bytes = 0;
    for (const { file, gradients } of this.#kept) {
      bytes += file.byteLength;
      for (const one of gradients.values()) bytes += one.byteLength;
    }
    return bytes;
  }
}
