/** Let timers, signals and the page have a turn; a few microseconds, unlike a timeout of 0. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    // jsdom has none.
    if (typeof MessageChannel === "undefined") return void setTimeout(resolve, 0);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Yields when the last turn is longer ago than `milliseconds`. */
export class Yielder {
  #last = performance.now();
  readonly #milliseconds: number;

  constructor(milliseconds = 30) {
    this.#milliseconds = milliseconds;
  }

  async turn(): Promise<void> {
    if (performance.now() - this.#last < this.#milliseconds) return;
    await yieldToEventLoop();
    this.#last = performance.now();
  }
}
