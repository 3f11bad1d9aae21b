import { constants } from "node:os";

type Cause = "SIGINT" | "SIGTERM" | "SIGHUP" | "EPIPE" | "output";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Under npx one Ctrl-C arrives twice: from the terminal, and again from npm. */
const echoMilliseconds = 250;

/**
 * Asks a command to stop and save: on the first Ctrl-C, SIGTERM or SIGHUP, or when stdout takes nothing more, for its reader
 * has gone or the disk is full. A second signal ends the process at once.
 */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #onSignal = (signal: (typeof signals)[number]): void => this.#receive(signal);
  readonly #onOutputError = (error: NodeJS.ErrnoException): void => {
    this.#stop(error.code === "EPIPE" ? "EPIPE" : "output");
  };
  readonly #notice: () => void;
  #cause: Cause | undefined;
  #since = 0;

  /** `notice` tells the user that the command is stopping. */
  constructor(notice: () => void = () => {}) {
    this.#notice = notice;
    for (const signal of signals) process.on(signal, this.#onSignal);
    process.stdout.on("error", this.#onOutputError);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the command was asked to stop. */
  get stopped(): boolean {
    return this.#cause !== undefined;
  }

  /** Whether stdout takes nothing more. */
  get outputClosed(): boolean {
    return this.#cause === "EPIPE" || this.#cause === "output";
  }

  /** As shells have it: 128 and the signal's number. A closed pipe is no failure. */
  get exitCode(): number {
    if (this.#cause === undefined || this.#cause === "EPIPE") return 0;
    if (this.#cause === "output") return 1;
    return 128 + constants.signals[this.#cause];
  }

  #receive(signal: (typeof signals)[number]): void {
    if (!this.stopped) this.#stop(signal);
    else if (performance.now() - this.#since > echoMilliseconds) process.exit(this.exitCode || 130);
  }

  #stop(cause: Cause): void {
    if (this.stopped) return;
    this.#cause = cause;
    this.#since = performance.now();
    if (!this.outputClosed) this.#notice();
    this.#controller.abort();
  }

  [Symbol.dispose](): void {
    // Once stopped, the process is ending: an echo of the signal must not kill it on the way.
    if (this.stopped) return;
    for (const signal of signals) process.off(signal, this.#onSignal);
    process.stdout.off("error", this.#onOutputError);
  }
}
