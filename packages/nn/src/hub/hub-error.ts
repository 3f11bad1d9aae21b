/** Cause and address of a `HubError`. */
export interface HubErrorOptions extends ErrorOptions {
  /** The address that was asked, where one was. */
  readonly url?: string;
}

/** What went wrong with the hub or its cache. Every error of it is one of the classes below. */
export abstract class HubError extends Error {
  /** The address that was asked, where one was. */
  readonly url: string | undefined;

  constructor(message: string, { url, ...options }: HubErrorOptions = {}) {
    super(`hub: ${message}`, options);
    this.url = url;
  }
}

/** The hub wants another token, or the model's terms accepted (status 401 or 403). */
export class HubAccessError extends HubError {
  override readonly name = "HubAccessError";
  readonly status: number;

  constructor(message: string, status: number, url: string) {
    super(message, { url });
    this.status = status;
  }
}

/** The hub has no such model, revision or file (status 404), or a name is none. */
export class HubNotFoundError extends HubError {
  override readonly name = "HubNotFoundError";
}

/** The hub wants to be asked less often (status 429). */
export class HubRateLimitError extends HubError {
  override readonly name = "HubRateLimitError";
  /** Seconds to wait, where the hub says it. */
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter: number | undefined, url: string) {
    super(message, { url });
    this.retryAfter = retryAfter;
  }
}

/** The hub cannot be reached, breaks off, or answers what is not understood. */
export class HubConnectionError extends HubError {
  override readonly name = "HubConnectionError";
}

/** A file is not what the hub says it is: its size or its hash differs. Nothing of it was kept. */
export class HubIntegrityError extends HubError {
  override readonly name = "HubIntegrityError";
}

/** The hub was not to be asked, and the cache does not have it. */
export class HubOfflineError extends HubError {
  override readonly name = "HubOfflineError";
}

/** What is in the cache is not to be used: a name in it leads out of it, a disk has no place. */
export class HubCacheError extends HubError {
  override readonly name = "HubCacheError";
}
