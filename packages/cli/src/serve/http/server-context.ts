import type { ServedModels } from "../answers/served-models.ts";
import type { ServerMetrics } from "../metrics/server-metrics.ts";
import type { ApiKeys } from "./api-keys.ts";
import type { Origins } from "./origins.ts";

/** What the routes of a server share. */
export interface ServerContext {
  readonly models: ServedModels;
  readonly metrics: ServerMetrics;
  /** undefined where everybody may ask. */
  readonly keys: ApiKeys | undefined;
  readonly origins: Origins;
  /** Whether it listens to this machine alone. */
  readonly loopback: boolean;
  /** Milliseconds of a request at most. */
  readonly timeout: number;
  /** Bytes of a body at most. */
  readonly bodyLimit: number;
  /** Ends all that goes on. */
  readonly ended: AbortSignal;
  /** Whether the server takes no more requests, and waits for those that it has. */
  readonly draining: () => boolean;
  /** Writes down a request with what was written, where that was asked for. */
  readonly log: ((line: object) => void) | undefined;
}
