import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { browser, type OpenPage, openPage } from "../../../../scripts/browser-page.mjs";
import type { HubPage } from "../browser/hub-page.ts";
import { HubServer } from "./hub-server.ts";

const weights = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);
const sum = weights.reduce((total, byte) => total + byte, 0);

const missing = !existsSync(browser);
let open: OpenPage;
let server: HubServer;
beforeAll(async () => {
  if (missing) return;
  server = await HubServer.start();
  server.files = {
    "config.json": { bytes: new TextEncoder().encode("{}") },
    "model.safetensors": { bytes: weights, large: true },
  };
  open = await openPage(fileURLToPath(new URL("../browser/hub-page.ts", import.meta.url)));
  await open.page.waitForFunction("globalThis.page");
}, 120_000);
afterAll(async () => {
  await open?.close();
  await server?.close();
});

const call = <T>(body: (page: HubPage, endpoint: string) => Promise<T>): Promise<T> =>
  open.page.evaluate(
    `(${body})(globalThis.page, ${JSON.stringify(server.endpoint)})`,
  ) as Promise<T>;

it.skipIf(missing)(
  "in a page models are kept in its own file system",
  async () => {
    server.breaks = { after: 100_000, times: 2 };
    const fetched = await call((page, hub) => page.sumOf(hub, "model.safetensors", false));
    expect(fetched).toBe(sum);
    const ranges = server.asked
      .filter(({ host }) => host === "store")
      .map(({ headers }) => headers.range);
    expect(ranges.length).toBe(3);
    expect(ranges[1]).toMatch(/^bytes=\d+-$/); // it went on

    const asked = server.asked.length;
    expect(await call((page, hub) => page.sumOf(hub, "model.safetensors", true))).toBe(sum);
    expect(server.asked.length).toBe(asked);
    expect(await call((page) => page.cached())).toEqual([
      {
        name: "acme/tiny",
        size: weights.length + 2,
        revisions: [
          { commit: server.commit, refs: ["main"], files: ["config.json", "model.safetensors"] },
        ],
      },
    ]);

    await call((page) => page.remove());
    expect(await call((page) => page.cached())).toEqual([]);
    expect(await call((page, hub) => page.sumOf(hub, "config.json", true))).toContain(
      "has no acme/tiny of revision main, and the hub is not to be asked",
    );
    server.files["model.safetensors"] = { bytes: weights, large: true, etag: "a".repeat(64) };
    expect(await call((page, hub) => page.sumOf(hub, "model.safetensors", false))).toContain(
      "HubIntegrityError: hub: the SHA-256 of acme/tiny/model.safetensors is",
    );
  },
  120_000,
);
