import { expectOk } from "./expect-ok.ts";
import { HubConnectionError, HubError } from "./hub-error.ts";

export interface HubClientOptions {
  /** Address of the hub, without a slash at its end. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

const MOST_REDIRECTS = 10;
const MOST_ATTEMPTS = 5;
/** Before the second attempt; twice as long before each further one. */
const FIRST_PAUSE = 200;

/** Asks the hub: with the token, and with it nobody else. */
export class HubClient {
  readonly #options: HubClientOptions;

  constructor(options: HubClientOptions) {
    this.#options = options;
  }

  get signal(): AbortSignal {
    return this.#options.signal;
  }

  /** The address of something at the hub; parts of paths are escaped. */
  url(path: string, query = ""): string {
    const escaped = path.split("/").map(encodeURIComponent).join("/");
    return `${this.#options.endpoint}/${escaped}${query}`;
  }

  /**
   * An answer of status 2xx. What may go away by itself (no connection, status 5xx) is tried again a few times.
   *
   * @throws HubError for other answers; the signal's reason
   */
  async request(url: string, init: { method?: string; headers?: Record<string, string> } = {}) {
    return this.retrying(async () => expectOk(await this.#follow(url, init), url));
  }

  /** The headers of a file: those of the hub itself, which stand before a redirect to where large files lie. */
  async head(url: string): Promise<Response> {
    const init = { method: "HEAD", headers: { "accept-encoding": "identity" } };
    return this.retrying(async () => {
      const response = await this.#follow(url, init, (headers) => headers.has("x-linked-etag"));
      return response.headers.has("x-linked-etag") ? response : expectOk(response, url);
    });
  }

  /** Do again what has failed for want of a connection, unless there is none for long; `progressed`: begin to count anew. */
  async retrying<T>(attempt: () => Promise<T>, progressed = () => false): Promise<T> {
    for (let count = 1; ; count++)
      try {
        this.signal.throwIfAborted();
        return await attempt();
      } catch (error) {
        this.signal.throwIfAborted();
        if (!(error instanceof HubConnectionError)) throw error;
        if (progressed()) count = 1;
        else if (count === MOST_ATTEMPTS) throw error;
        await pause(FIRST_PAUSE * 2 ** (count - 1), this.signal);
      }
  }

  /** Redirects are followed by hand where that is possible, so that the token goes to the hub's own host alone. */
  async #follow(
    url: string,
    { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> },
    isEnough: (headers: Headers) => boolean = () => false,
  ): Promise<Response> {
    const { token, fetch, signal, endpoint } = this.#options;
    const own = new URL(endpoint).origin;
    let at = new URL(url);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const authorization: Record<string, string> =
        token !== undefined && at.origin === own ? { authorization: `Bearer ${token}` } : {};
      const init = { method, signal, headers: { ...headers, ...authorization } };
      let response = await connected(at.href, () => fetch(at, { ...init, redirect: "manual" }));
      // Browsers hide where it leads, and leave the header out themselves when they follow to another host.
      if (response.type === "opaqueredirect")
        response = await connected(at.href, () => fetch(at, { ...init, redirect: "follow" }));
      const isRedirect = response.status >= 300 && response.status < 400;
      const location = isRedirect && response.headers.get("location");
      if (!location || isEnough(response.headers)) return response;
      await response.body?.cancel();
      at = redirected(location, at);
    }
    throw new HubConnectionError(`more than ${MOST_REDIRECTS} redirects from ${url}`, { url });
  }
}

function redirected(location: string, from: URL): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (to && (to.protocol === "https:" || to.protocol === from.protocol)) return to;
  throw new HubConnectionError(
    `${from.href} redirects to ${JSON.stringify(location.slice(0, 200))}, which is no address for downloads`,
    { url: from.href },
  );
}

/** Nothing is heard for so long: the connection is lost, though nobody says so. */
const LONGEST_SILENCE = 60_000;

/** What fetch throws says little; the cause stays. */
export async function connected<T>(url: string, ask: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    const error = new HubConnectionError(`${url} has said nothing for a minute`, { url });
    timer = setTimeout(() => reject(error), LONGEST_SILENCE);
  });
  try {
    return await Promise.race([ask(), silence]);
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    const reason = cause instanceof Error ? reasonOf(cause) : String(cause);
    throw new HubConnectionError(`no connection to ${url}: ${reason}`, { url, cause });
  } finally {
    clearTimeout(timer);
  }
}

const reasonOf = ({ message, cause }: Error): string =>
  cause instanceof Error && cause.message !== "" ? `${message} (${cause.message})` : message;

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", end);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", end, { once: true });
  });
}
