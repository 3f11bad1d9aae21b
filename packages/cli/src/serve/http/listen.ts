import { once, setMaxListeners } from "node:events";
import { createServer, type Server, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { ApiError } from "../requests/api-error.ts";
import { failed, serverApp } from "./app.ts";
import type { ServerContext } from "./server-context.ts";

/** Time that a client has for its headers, and for all of its request. */
export interface Patience {
  readonly headers: number;
  readonly request: number;
}

const usualPatience: Patience = { headers: 15_000, request: 60_000 };

const mostHeaderBytes = 16 * 1024;
const mostConnections = 4096;

export interface ListenOptions {
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  readonly patience?: Patience;
}

/** A server that listens. */
export interface ListeningServer {
  readonly server: Server;
  readonly port: number;
}

/** @throws the system's error for an address that is taken or not here */
export async function listen(
  context: ServerContext,
  { host, port, patience = usualPatience }: ListenOptions,
): Promise<ListeningServer> {
  setMaxListeners(0, context.ended); // one for each request
  const app = serverApp(context);
  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    // What is wrong with a request before there is one: its host, its address.
    errorHandler: (error) =>
      error instanceof Error && error.name === "RequestError"
        ? new ApiError(400, "the request's address or host is malformed", {
            code: "malformed_request",
          }).toResponse()
        : failed(error).toResponse(),
  });
  const server = createServer(
    {
      maxHeaderSize: mostHeaderBytes,
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      connectionsCheckingInterval: Math.min(1000, patience.headers),
      keepAliveTimeout: 10_000,
      requireHostHeader: false, // is refused below, in words
    },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  server.maxConnections = mostConnections;
  // A reader that takes nothing for longer than an answer may take has gone.
  server.setTimeout(context.timeout + patience.request);
  server.on("clientError", refuse);
  server.listen(port, host);
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

const malformed: ReadonlyMap<string, readonly [status: number, message: string]> = new Map([
  ["HPE_HEADER_OVERFLOW", [431, `the headers are larger than ${mostHeaderBytes} bytes`]],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", [413, "the chunks' extensions are too large"]],
  ["ERR_HTTP_REQUEST_TIMEOUT", [408, "the request did not come in time"]],
]);

/** What is no HTTP gets an answer that is, and the connection ends. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const [status, message] = malformed.get(error.code ?? "") ?? [400, "the request is no HTTP"];
  const body = JSON.stringify(new ApiError(status, message, { code: "malformed_request" }));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
