import type { AddressInfo } from "node:net";
import { connect, type Socket } from "node:net";
import { defaultDevice } from "@qkv/nn";
import OpenAI from "openai";
import { onTestFinished } from "vitest";
import { ComputeDevice } from "../../src/compute-device/compute-device.ts";
import type { ServedModels } from "../../src/serve/answers/served-models.ts";
import { ApiKeys } from "../../src/serve/http/api-keys.ts";
import { listen, type Patience } from "../../src/serve/http/listen.ts";
import { Origins } from "../../src/serve/http/origins.ts";
import { ServerMetrics } from "../../src/serve/metrics/server-metrics.ts";
import { namedModels } from "../../src/serve/named-models.ts";
import { openModels } from "../../src/serve/open-models.ts";
import { Printer } from "../../src/terminal/printer.ts";

export interface ModelOptions {
  readonly slots?: number;
  readonly maxWaiting?: number;
  readonly maxContext?: number;
  readonly prefixCacheBytes?: number;
  readonly device?: "wasm" | "webgpu";
}

/** Models out of folders, in this process. */
export async function modelsIn(
  paths: readonly string[],
  { slots = 4, maxWaiting = 16, maxContext = 1024, prefixCacheBytes, device }: ModelOptions = {},
): Promise<ServedModels> {
  const compute = await ComputeDevice.open(device);
  return openModels(namedModels(paths), compute, {
    ...{ slots, maxWaiting, maxContext, prefixCacheBytes, held: {} },
    printer: new Printer({ json: true }),
  });
}

export interface ServerOptions {
  readonly keys?: readonly string[];
  readonly corsOrigins?: readonly string[];
  readonly timeout?: number;
  readonly bodyLimit?: number;
  readonly patience?: Patience;
  readonly log?: (line: object) => void;
}

export interface RunningServer {
  readonly port: number;
  readonly url: string;
  readonly client: OpenAI;
  /** Sends to a path, as fetch does. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly post: (
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ) => Promise<Response>;
  /** A connection of bytes. */
  readonly connect: () => Socket;
  readonly drain: () => void;
}

/** A server that is there until the test ends. */
export async function serverOf(
  models: ServedModels,
  options: ServerOptions = {},
): Promise<RunningServer> {
  const { keys, corsOrigins = [], timeout = 60_000, bodyLimit = 2 ** 20, patience, log } = options;
  const ended = new AbortController();
  let draining = false;
  const { server } = await listen(
    {
      ...{ models, timeout, bodyLimit, log, loopback: true },
      metrics: new ServerMetrics(models.languageModels, defaultDevice()),
      keys: keys ? new ApiKeys(keys) : undefined,
      origins: new Origins(corsOrigins),
      ended: ended.signal,
      draining: () => draining,
    },
    { host: "127.0.0.1", port: 0, ...(patience ? { patience } : {}) },
  );
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    ended.abort();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${port}`;
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: keys?.[0] ?? "none", maxRetries: 0 });
  const send = (path: string, init?: RequestInit) => fetch(url + path, init);
  return {
    ...{ port, url, client, fetch: send },
    post: (path, body, headers = {}) =>
      send(path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    connect: () => connect(port, "127.0.0.1"),
    drain: () => {
      draining = true;
    },
  };
}
