import { Hono } from "hono";
import { cors } from "hono/cors";
import { contentType } from "../metrics/metric.ts";
import { chatPage, chatPageHeaders } from "../page/chat-page.ts";
import { ApiError } from "../requests/api-error.ts";
import { describedError } from "../requests/described-error.ts";
import { chatCompletions } from "./chat-completions.ts";
import { completions } from "./completions.ts";
import { embeddings } from "./embeddings.ts";
import { Exchange, type ServerEnvironment } from "./exchange.ts";
import { expectOwnHost } from "./own-host.ts";
import type { ServerContext } from "./server-context.ts";

/** Whom nobody needs a key for: whether the server is well, and the page that asks for the key. */
const open: readonly string[] = ["/", "/health"];

type Methods = Readonly<Record<string, "GET" | "POST">>;
const routes: Methods = {
  "/": "GET",
  "/health": "GET",
  "/metrics": "GET",
  "/v1/models": "GET",
  "/v1/chat/completions": "POST",
  "/v1/completions": "POST",
  "/v1/embeddings": "POST",
};

/** The server as a function of requests. */
export function serverApp(context: ServerContext): Hono<ServerEnvironment> {
  const { models, metrics, keys, origins, loopback } = context;
  const app = new Hono<ServerEnvironment>();

  app.use(async (c, next) => {
    const exchange = new Exchange(context, c.req.raw);
    const { outgoing } = c.env;
    c.set("exchange", exchange);
    outgoing.once("close", () =>
      exchange.over(routeOf(c.req.path), outgoing.headersSent ? outgoing.statusCode : 499),
    );
    if (loopback) expectOwnHost(c.req.header("host") ?? null);
    origins.expect(c.req.header("origin") ?? null, c.req.header("host") ?? null);
    if (context.draining() && c.req.path !== "/health")
      throw new ApiError(503, "the server is about to end", {
        ...{ code: "shutting_down", headers: { connection: "close", "retry-after": "5" } },
      });
    await next();
  });
  app.use(cors({ origin: (origin) => origins.allowed(origin), maxAge: 600 }));
  app.use(async (c, next) => {
    if (!open.includes(c.req.path)) keys?.expect(c.req.header("authorization") ?? null);
    await next();
  });

  app.get("/", (c) => c.body(chatPage, 200, chatPageHeaders));
  app.get("/health", (c) =>
    context.draining() ? c.json({ status: "draining" }, 503) : c.json({ status: "ok" }),
  );
  app.get("/metrics", (c) => c.body(metrics.text(), 200, { "content-type": contentType }));
  app.get("/v1/models", (c) => c.json(models.describe()));
  app.get("/v1/models/:name{.+}", (c) => c.json(models.describeOne(c.req.param("name"))));
  app.post("/v1/chat/completions", (c) => chatCompletions(context, c));
  app.post("/v1/completions", (c) => completions(context, c));
  app.post("/v1/embeddings", (c) => embeddings(context, c));

  app.notFound((c) => {
    const method = routes[c.req.path];
    if (method === undefined)
      return new ApiError(404, "there is no such path here", { code: "not_found" }).toResponse();
    const message = `${c.req.method} is not for this path, expected ${method}`;
    const headers = { allow: method };
    return new ApiError(405, message, { code: "method_not_allowed", headers }).toResponse();
  });
  app.onError((error) => failed(error).toResponse());
  return app;
}

/** What the client is told; what is wrong with the server itself is told those who run it, without what people wrote. */
export function failed(error: unknown): ApiError {
  const told = describedError(error);
  if (told.code === "internal_error" && error instanceof Error)
    process.stderr.write(`error: ${error.stack ?? error.message}\n`);
  return told;
}

function routeOf(path: string): string {
  if (path in routes) return path;
  return path.startsWith("/v1/models/") ? "/v1/models/{id}" : "other";
}
