/** Milliseconds of shared jobs after which they are judged: one worker that lost its core once does not decide. */
const WINDOW_MS = 30;
/** Part of the shared jobs that the caller may wait for late chunks: on a quiet machine next to nothing. */
const TOLERABLE = 0.15;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3200;

/**
 * Whether others want these cores: then a worker loses its core in the middle of a chunk, and the caller waits for it.
 * Sharing stops for a while, longer each time in a row, and shorter again as jobs go well, for a good moment on a busy
 * machine proves little; alone the caller is as fast as one thread is.
 */
export class Contention {
  #shared = 0;
  #waited = 0;
  #pause = FIRST_PAUSE_MS;
  #until = 0;

  /** Whether the caller should compute alone at this time. */
  pauses(now: number): boolean {
    return now < this.#until;
  }

  /** A shared job that ended now: how long it took, and how long of that the caller waited for chunks that were late. */
  record(took: number, waited: number, now: number): void {
    this.#shared += took;
    this.#waited += waited;
    if (this.#shared < WINDOW_MS) return;
    if (this.#waited > TOLERABLE * this.#shared) {
      this.#until = now + this.#pause;
      this.#pause = Math.min(LONGEST_PAUSE_MS, 2 * this.#pause);
    } else this.#pause = Math.max(FIRST_PAUSE_MS, this.#pause / 2);
    this.#shared = 0;
    this.#waited = 0;
  }
}
