/** Milliseconds of shared jobs that are judged together. */
const WINDOW_MS = 30;
/** A thread that lost its core lost it for milliseconds; a job's chunks differ by less than half, and half a millisecond. */
const LOST_MS = 0.5;
const LOST_PART = 0.5;
/** Chunks of a window that lost their core: a quiet machine has two at most, a busy one nearly always three. */
const LOSSES = 3;
/** Others may be done with the cores in a moment: short at first. */
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 3200;

/**
 * Whether others want these cores: then threads lose their core in the middle of a chunk. The caller sees it in its own
 * chunks, and in those of workers when it waits for them. Sharing stops for a while, longer each time in a row, and
 * shorter again as jobs go well, for a good moment on a busy machine proves little; alone the caller is as fast as one
 * thread is.
 */
export class Contention {
  #shared = 0;
  #losses = 0;
  #pause = FIRST_PAUSE_MS;
  #until = 0;
  /** Of the job's chunks so far, those of the caller. */
  #fastest = Infinity;
  #slowest = 0;

  /** Whether the caller should compute alone at this time. */
  pauses(now: number): boolean {
    return now < this.#until;
  }

  /** A chunk that the caller has computed, and how long it took. */
  chunk(took: number): void {
    if (took < this.#fastest) this.#fastest = took;
    if (took > this.#slowest) this.#slowest = took;
  }

  /** The shared job of those chunks ended now: how long it took, and how long of that the caller waited for others. */
  job(took: number, waited: number, now: number): void {
    const usual = this.#fastest < Infinity ? this.#fastest : 0;
    const lost = (1 + LOST_PART) * usual + LOST_MS;
    // A worker may have begun its last chunk just before the caller ended its own.
    if (this.#slowest > lost) this.#losses++;
    if (waited > lost) this.#losses++;
    this.#fastest = Infinity;
    this.#slowest = 0;
    this.#shared += took;
    if (this.#losses >= LOSSES) {
      this.#until = now + this.#pause;
      this.#pause = Math.min(LONGEST_PAUSE_MS, 2 * this.#pause);
    } else if (this.#shared >= WINDOW_MS) this.#pause = Math.max(FIRST_PAUSE_MS, this.#pause / 2);
    else return;
    this.#shared = 0;
    this.#losses = 0;
  }
}
