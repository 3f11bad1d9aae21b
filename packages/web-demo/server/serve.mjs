import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".md": "text/markdown; charset=utf-8",
};

/**
 * Serves a folder under a base path on this machine's loopback address; `isolated` adds the headers that browsers ask for
 * before they give threads to a page. Resolves to { url, close }.
 */
export function serveFolder(
  folder,
  { port = 0, base = "/", isolated = false, cors = false, policy } = {},
) {
  const server = createServer(async ({ url, method }, response) => {
    if (isolated) {
      response.setHeader("cross-origin-opener-policy", "same-origin");
      response.setHeader("cross-origin-embedder-policy", "require-corp");
    }
    if (policy) response.setHeader("content-security-policy", policy);
    if (cors) response.setHeader("access-control-allow-origin", "*");
    response.setHeader("cache-control", "no-cache");
    response.setHeader("x-content-type-options", "nosniff");
    try {
      const file = fileOf(folder, base, url);
      if (file === undefined || (method !== "GET" && method !== "HEAD"))
        throw new Error("not here");
      const path = (await stat(file)).isDirectory() ? join(file, "index.html") : file;
      const content = await readFile(path);
      response.setHeader("content-type", types[extname(path)] ?? "application/octet-stream");
      response.setHeader("content-length", content.length);
      response.end(method === "HEAD" ? undefined : content);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    }
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const url = `http://127.0.0.1:${server.address().port}${base}`;
      const close = () =>
        new Promise((done) => {
          server.close(() => done());
          server.closeAllConnections();
        });
      resolve({ url, close });
    });
  });
}

/** The file behind an address; undefined for one outside of the folder, an error for one that is no address. */
function fileOf(folder, base, url) {
  const { pathname } = new URL(url, "http://localhost");
  if (!pathname.startsWith(base)) return undefined;
  const top = join(folder, sep);
  const file = join(top, decodeURIComponent(pathname.slice(base.length)));
  return file.startsWith(top) ? file : undefined;
}
