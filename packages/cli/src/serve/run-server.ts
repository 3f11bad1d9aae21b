import { once } from "node:events";
import type { Device } from "@qkv/nn";
import type { ServedModels } from "./answers/served-models.ts";
import type { ApiKeys } from "./http/api-keys.ts";
import { type ListenOptions, listen } from "./http/listen.ts";
import type { Origins } from "./http/origins.ts";
import { ServerMetrics } from "./metrics/server-metrics.ts";

const bodyLimit = 4 * 2 ** 20;

export interface RunServerOptions extends ListenOptions {
  readonly keys: ApiKeys | undefined;
  readonly origins: Origins;
  readonly loopback: boolean;
  /** Milliseconds of a request at most. */
  readonly timeout: number;
  readonly logRequests: boolean;
  /** Ends it: no new requests are taken, those that have begun are answered. */
  readonly drain: AbortSignal;
  readonly onListening: (port: number) => void;
}

/** Serve until `drain`; resolves when the last response is out. */
export async function runServer(
  models: ServedModels,
  device: Device,
  { drain, logRequests, onListening, ...options }: RunServerOptions,
): Promise<void> {
  const ended = new AbortController();
  const metrics = new ServerMetrics(models.languageModels, device);
  const log = logRequests
    ? (line: object): void => void process.stderr.write(`${JSON.stringify(line)}\n`)
    : undefined;
  const { keys, origins, loopback, timeout } = options;
  const { server, port } = await listen(
    {
      ...{ models, metrics, keys, origins, loopback, timeout, bodyLimit, log },
      ended: ended.signal,
      draining: () => drain.aborted,
    },
    options,
  );
  onListening(port);
  if (!drain.aborted) await once(drain, "abort");
  const closed = once(server, "close");
  server.close();
  // Connections that nobody uses are kept for the next request, which there will not be.
  const closing = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearInterval(closing);
  ended.abort();
}
