import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers"; // as it is, also where a test shortens its own

/** A file of a model; a large one lies on another host, as the hub's do. */
export interface ServedFile {
  readonly bytes: Uint8Array;
  readonly large?: boolean;
  /** What the hub says of it, where that is a lie. */
  readonly etag?: string;
  readonly size?: number;
}

export interface Asked {
  readonly host: "hub" | "store";
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

const gitHash = (bytes: Uint8Array): string =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export const etagOf = ({ bytes, large, etag }: ServedFile): string =>
  etag ?? (large ? sha256(bytes) : gitHash(bytes));

/** A hub of the test's own: one model, the documented addresses, and faults on demand. */
export class HubServer {
  readonly model = "acme/tiny";
  commit = "1".repeat(40);
  files: Record<string, ServedFile> = {};
  readonly asked: Asked[] = [];
  /** Asked for by everybody who reads. */
  token: string | undefined;
  /** Contents break off after so many bytes, so many times. */
  breaks = { after: 0, times: 0 };
  /** Answers of these in place of the next ones. */
  faults: { readonly status: number; readonly headers?: Record<string, string> }[] = [];
  /** The list of files says neither sizes nor hashes. */
  bareList = false;
  ranges = true;
  readonly #hub = createServer((request, response) => this.#answer(request, response));
  readonly #store = createServer((request, response) => this.#serve(request, response));

  static async start(): Promise<HubServer> {
    const server = new HubServer();
    await Promise.all([listening(server.#hub), listening(server.#store)]);
    return server;
  }

  get endpoint(): string {
    return addressOf(this.#hub);
  }

  async close(): Promise<void> {
    for (const server of [this.#hub, this.#store]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** How often contents of a file were asked for. */
  downloads(file: string): number {
    return this.asked.filter(
      ({ host, method, path }) =>
        method === "GET" &&
        path.endsWith(`/${file}`) &&
        (host === "store" || !this.files[file]?.large),
    ).length;
  }

  #note(
    host: Asked["host"],
    { method = "", url = "", headers }: IncomingMessage,
    response: ServerResponse,
  ): void {
    // For pages, which read from other hosts what these let them.
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-expose-headers", "etag, content-range, x-linked-etag");
    this.asked.push({ host, method, path: url, headers });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.#note("hub", request, response);
    const fault = this.faults.shift();
    if (fault) {
      response.writeHead(fault.status, fault.headers).end("a page for people");
      return;
    }
    if (this.token !== undefined && request.headers.authorization !== `Bearer ${this.token}`) {
      response.writeHead(401, { "x-error-code": "GatedRepo", "x-error-message": "log in" }).end();
      return;
    }
    const path = (request.url ?? "").split("?")[0]!;
    const list = `/api/models/${this.model}/revision/`;
    if (path.startsWith(list)) this.#list(decodeURIComponent(path.slice(list.length)), response);
    else this.#resolve(path, request, response);
  }

  #list(revision: string, response: ServerResponse): void {
    if (!["main", "refs/pr/1", this.commit].includes(revision)) {
      response.writeHead(404, { "x-error-code": "RevisionNotFound" }).end();
      return;
    }
    const siblings = Object.entries(this.files).map(([rfilename, file]) => {
      const size = file.size ?? file.bytes.length;
      const etag = etagOf(file);
      if (this.bareList) return { rfilename };
      return file.large
        ? {
            rfilename,
            size,
            blobId: gitHash(file.bytes),
            lfs: { sha256: etag, size, pointerSize: 1 },
          }
        : { rfilename, size, blobId: etag };
    });
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ id: this.model, sha: this.commit, siblings }));
  }

  #resolve(path: string, request: IncomingMessage, response: ServerResponse): void {
    const before = `/${this.model}/resolve/${this.commit}/`;
    const name = path.startsWith(before) ? path.slice(before.length) : "";
    const file = this.files[name];
    if (!file) {
      response.writeHead(404, { "x-error-code": "EntryNotFound" }).end();
      return;
    }
    const said = { "x-repo-commit": this.commit, etag: `"${etagOf(file)}"` };
    if (!file.large) {
      this.#contents(file, said, request, response);
      return;
    }
    response
      .writeHead(302, {
        ...said,
        location: `${addressOf(this.#store)}/${name}`,
        "x-linked-etag": `"${etagOf(file)}"`,
        "x-linked-size": String(file.size ?? file.bytes.length),
      })
      .end();
  }

  /** The other host. */
  #serve(request: IncomingMessage, response: ServerResponse): void {
    this.#note("store", request, response);
    const file = this.files[(request.url ?? "").slice(1)];
    if (file) this.#contents(file, {}, request, response);
    else response.writeHead(404).end();
  }

  #contents(
    { bytes }: ServedFile,
    said: Record<string, string>,
    { method, headers }: IncomingMessage,
    response: ServerResponse,
  ): void {
    const begin = this.ranges ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0) : 0;
    const rest = bytes.subarray(begin);
    const range = `bytes ${begin}-${bytes.length - 1}/${bytes.length}`;
    response.writeHead(begin > 0 ? 206 : 200, {
      ...said,
      "content-length": rest.length,
      ...(begin > 0 ? { "content-range": range } : {}),
    });
    if (method === "HEAD") response.end();
    else if (this.breaks.times > 0 && rest.length > this.breaks.after) {
      this.breaks.times--;
      // After a while, for a browser forgets what it has not handed on yet.
      response.write(rest.subarray(0, this.breaks.after), () =>
        setTimeout(() => response.destroy(), 100),
      );
    } else response.end(rest);
  }
}

const listening = (server: Server) =>
  new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

const addressOf = (server: Server): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
