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

/** Where they are too many, or too large, every second one goes; the first and the last stay. Oldest first. */
export function thinnedTo(
  all: readonly Checkpoint[],
  { most, mostBytes }: { readonly most: number; readonly mostBytes: number },
): readonly Checkpoint[] {
  let kept = all;
  while (kept.length > 2 && (kept.length > most || bytesOf(kept) > mostBytes))
    kept = kept.filter((_, i) => i % 2 === 0 || i === kept.length - 1);
  return kept;
}

export function bytesOf(checkpoints: readonly Checkpoint[]): number {
  let bytes = 0;
  for (const { file, gradients } of checkpoints) {
    bytes += file.byteLength;
    for (const one of gradients.values()) bytes += one.byteLength;
  }
  return bytes;
}

/** The looks at a run, as many as memory has room for. */
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
    const before = this.#kept.filter(({ look }) => look.step < one.look.step);
    this.#kept = thinnedTo([...before, one], { most, mostBytes });
  }

  /** Forget what came after a step. */
  cut(step: number): void {
    this.#kept = this.#kept.filter(({ look }) => look.step <= step);
  }
}
