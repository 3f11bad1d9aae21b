import { CommandError } from "../failures/command-error.ts";
import type { Counter } from "../terminal/counter.ts";
import { decodeText, textLimit, tooLarge } from "./decode-text.ts";

const silenceMilliseconds = 30_000;

/** The text behind an http or https address. */
export async function downloadText(
  url: string,
  { counter, signal }: { readonly counter: Counter; readonly signal: AbortSignal },
): Promise<string> {
  const silence = new Silence();
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, silence.signal]) });
    if (!response.ok)
      throw new CommandError(`${url} answers ${response.status} ${response.statusText}`.trimEnd());
    return decodeText(await bytesOf(response, url, counter, silence), url);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    signal.throwIfAborted();
    throw new CommandError(`cannot download ${url}: ${reasonOf(error)}`, { cause: error });
  } finally {
    silence.end();
  }
}

async function bytesOf(
  response: Response,
  url: string,
  counter: Counter,
  silence: Silence,
): Promise<Uint8Array> {
  const announced = Number(response.headers.get("content-length") ?? Number.NaN);
  if (announced > textLimit) throw tooLarge(url, announced);
  const parts: Uint8Array[] = [];
  let received = 0;
  for await (const part of response.body ?? []) {
    silence.heard();
    parts.push(part);
    received += part.length;
    if (received > textLimit) throw tooLarge(url, received);
    counter.update(received, announced);
  }
  return Buffer.concat(parts);
}

/** Aborts when nothing is heard for a while. */
class Silence {
  readonly #controller = new AbortController();
  #timer = this.#start();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(): void {
    this.end();
    this.#timer = this.#start();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #start(): NodeJS.Timeout {
    const reason = new Error(`the server is silent for ${silenceMilliseconds / 1000} seconds`);
    return setTimeout(() => this.#controller.abort(reason), silenceMilliseconds);
  }
}

/** fetch hides what went wrong in the cause: "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message || error.name;
}
