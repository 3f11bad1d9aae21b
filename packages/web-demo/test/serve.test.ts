import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Served, serveFolder } from "../server/serve.mjs";

let served: Served;
beforeAll(async () => {
  const folder = fileURLToPath(new URL("../public/models", import.meta.url));
  served = await serveFolder(folder, { base: "/a/", isolated: true });
});
afterAll(() => served?.close());

it.each([
  ["whale/config.json", 200],
  ["whale/gone.json", 404],
  ["whale", 404],
  ["../icon.svg", 404],
  ["..%2ficon.svg", 404],
  ["%2e%2e/icon.svg", 404],
  ["%ff", 404],
  ["%00", 404],
])("%s is answered with %d", async (path, status) => {
  const response = await fetch(`${served.url}${path}`);
  expect(response.status).toBe(status);
  expect(response.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
});
