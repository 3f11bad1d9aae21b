/** How long nobody waits before the work ends: who asks anew, because the text was changed, comes in the same moment. */
const GRACE = 100;

/** Work that several may wait for; it is given up once none of them does any more. */
export class Opening<T> {
  readonly done: Promise<T>;
  readonly #abort = new AbortController();
  #waiting = 0;
  #settled = false;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.done = work(this.#abort.signal).finally(() => {
      this.#settled = true;
    });
    this.done.catch(() => {}); // told by whoever waits for it
  }

  /** Nobody waits any more, and it ends: it gives nothing to who comes now. */
  get isGivenUp(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Wait until it is done; a signal that is aborted ends the waiting, of the last one the work. */
  async waitFor(signal: AbortSignal): Promise<T> {
    this.#waiting++;
    const leave = () => {
      this.#waiting--;
      setTimeout(() => {
        if (this.#waiting === 0 && !this.#settled) this.#abort.abort(signal.reason);
      }, GRACE);
    };
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await this.done;
    } finally {
      signal.removeEventListener("abort", leave);
      if (!signal.aborted) this.#waiting--;
    }
  }
}
