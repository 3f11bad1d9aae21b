import type { GenerateIdsSettings } from "../generate-ids-options.ts";
import { highest } from "./choose.ts";
import type { FoundSequence } from "./search.ts";

/** Less than any log-probability; added where something is out of the question. */
const never = -1e9;

/** A beam with one more token. */
export interface Candidate {
  /** The beam that it goes on from. */
  readonly beam: number;
  readonly id: number;
  /** Log-probability of all its new tokens. */
  readonly score: number;
}

export interface RunningBeam {
  readonly ids: readonly number[];
  readonly score: number;
  /** The place of the beam that it goes on from. */
  readonly from: number;
  readonly scores: readonly Float64Array[];
}

interface FinishedBeam extends RunningBeam {
  readonly isFinished: boolean;
}

/**
 * The beams of one prompt: those that go on, and the best that are finished. As Hugging Face has it, which finished ones count
 * and when no better ones can be hoped for.
 */
export class Beams {
  running: readonly RunningBeam[];
  done = false;
  readonly #begun: number;
  readonly #settings: GenerateIdsSettings;
  readonly #longest: number;
  #finished: readonly FinishedBeam[];
  #hope = true;

  constructor(ids: readonly number[], settings: GenerateIdsSettings, longest: number) {
    const { numBeams } = settings;
    const begun = { ids, from: 0, scores: [] };
    this.#begun = ids.length;
    this.#settings = settings;
    this.#longest = longest;
    // All begin alike: only the first counts, or all would go on alike.
    this.running = Array.from({ length: numBeams }, (_, i) => ({ ...begun, score: i && never }));
    this.#finished = this.running.map(() => ({ ...begun, score: never, isFinished: false }));
  }

  /** Take the best candidates, those that end among the finished. `stops` says which end. */
  advance(
    candidates: readonly Candidate[],
    stops: (ids: readonly number[]) => boolean,
    scores: readonly Float64Array[] | undefined,
  ): void {
    if (this.done) return; // its rows are computed on beside the others'
    const { numBeams, earlyStopping, lengthPenalty } = this.#settings;
    const next = candidates.map(({ beam, id, score }) => {
      const before = this.running[beam]!;
      const ids = [...before.ids, id];
      const seen = scores ? [...before.scores, scores[beam]!] : before.scores;
      return { ids, score, from: beam, scores: seen, stops: stops(ids) };
    });
    const length = next[0]!.ids.length - this.#begun;
    const full = earlyStopping === true && this.#finished.every(({ isFinished }) => isFinished);
    const ended = next.map((one, place) => {
      const isFinished = one.stops && place < numBeams;
      const out = (full ? never : 0) + (this.#hope ? 0 : never) + (isFinished ? 0 : never);
      return { ...one, score: one.score / length ** lengthPenalty + out, isFinished };
    });
    this.#finished = best([...this.#finished, ...ended], numBeams);
    this.running = best(
      next.map((one) => ({ ...one, score: one.score + (one.stops ? never : 0) })),
      numBeams,
    );
    this.#hope &&= this.#mayImprove(length);
    const allFinished = this.#finished.every(({ isFinished }) => isFinished);
    this.done =
      !this.#hope || (earlyStopping === true && allFinished) || next.every((one) => one.stops);
  }

  /** The best so many finished sequences. */
  best(count: number): FoundSequence[] {
    return this.#finished.slice(0, count).map(({ ids, score, scores }) => ({
      ids,
      score,
      ...(this.#settings.outputScores ? { scores } : {}),
    }));
  }

  /** Whether the best running beam may still come before the worst finished one. */
  #mayImprove(length: number): boolean {
    const { earlyStopping, lengthPenalty } = this.#settings;
    const farthest = earlyStopping === "never" && lengthPenalty > 0;
    const hoped = farthest ? this.#longest - this.#begun : length;
    const worst = Math.min(...this.#finished.map(({ score }) => score));
    const possible = this.running[0]!.score / hoped ** lengthPenalty;
    return this.#finished.some(({ isFinished }) => possible > (isFinished ? worst : never));
  }
}

const best = <T extends { readonly score: number }>(beams: readonly T[], count: number): T[] =>
  highest(
    Float64Array.from(beams, ({ score }) => score),
    count,
  ).map((place) => beams[place]!);
