import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { jsonBody } from "../requests/json-body.ts";
import { RequestScope } from "./request-scope.ts";
import type { ServerContext } from "./server-context.ts";

/** What Hono knows of a request here. */
export interface ServerEnvironment {
  Bindings: HttpBindings;
  Variables: { exchange: Exchange };
}

/** A request and its response, from the first byte to the last. */
export class Exchange {
  readonly began = performance.now();
  /** What was asked and answered, for the log; undefined where nothing is written down. */
  readonly written: { request?: unknown; response?: unknown } | undefined;
  readonly #context: ServerContext;
  readonly #request: Request;
  #scope: RequestScope | undefined;

  constructor(context: ServerContext, request: Request) {
    this.#context = context;
    this.#request = request;
    this.written = context.log ? {} : undefined;
  }

  get milliseconds(): number {
    return performance.now() - this.began;
  }

  /** Ends what is computed for it. */
  get scope(): RequestScope {
    this.#scope ??= new RequestScope({
      server: this.#context.ended,
      milliseconds: this.#context.timeout,
    });
    return this.#scope;
  }

  async body(): Promise<unknown> {
    const body = await jsonBody(this.#request, this.#context.bodyLimit);
    if (this.written) this.written.request = body;
    return body;
  }

  /** The same object, which the log gets too. */
  answered<T extends object>(response: T): T {
    if (this.written) this.written.response = response;
    return response;
  }

  /** The same objects, which the log gets too. */
  async *streamed(events: AsyncGenerator<object, void, void>): AsyncGenerator<object, void, void> {
    const all: object[] = [];
    if (this.written) this.written.response = all;
    for await (const event of events) {
      if (this.written) all.push(event);
      yield event;
    }
  }

  /** The response is out, or its client has left. */
  over(route: string, status: number): void {
    this.#scope?.end();
    const { metrics, log } = this.#context;
    metrics.request(route, status, this.milliseconds);
    const { method } = this.#request;
    const time = new Date().toISOString();
    log?.({
      time,
      method,
      route,
      status,
      milliseconds: Math.round(this.milliseconds),
      ...this.written,
    });
  }
}

export type ServerRequest = Context<ServerEnvironment>;
