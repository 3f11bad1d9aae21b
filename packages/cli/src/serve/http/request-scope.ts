import { setMaxListeners } from "node:events";
import { ApiError } from "../requests/api-error.ts";

/** Who ends a request before its answer is whole; a client that leaves does it by `end`. */
export interface ScopeEnds {
  /** The server, which ends at once. */
  readonly server: AbortSignal;
  /** Time, after so many milliseconds. */
  readonly milliseconds: number;
}

/** As long as a request goes on: its signal ends what is computed for it. */
export class RequestScope implements Disposable {
  readonly #controller = new AbortController();
  readonly #forget: (() => void)[] = [];

  constructor({ server, milliseconds }: ScopeEnds) {
    setMaxListeners(0, this.#controller.signal); // one for each answer
    const late = `the answer took longer than ${milliseconds / 1000} s`;
    const timer = setTimeout(
      () => this.end(new ApiError(504, late, { code: "timeout" })),
      milliseconds,
    );
    this.#forget.push(() => clearTimeout(timer));
    this.#endWith(server, new ApiError(503, "the server ends", { code: "shutting_down" }));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Its response is out, or nobody reads it any more. */
  end(reason: ApiError = new ApiError(499, "the client has left")): void {
    this.#controller.abort(reason);
    this[Symbol.dispose]();
  }

  /** The answer is whole. */
  [Symbol.dispose](): void {
    for (const forget of this.#forget.splice(0)) forget();
  }

  #endWith(signal: AbortSignal, reason: ApiError): void {
    const end = () => this.end(reason);
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    this.#forget.push(() => signal.removeEventListener("abort", end));
  }
}
