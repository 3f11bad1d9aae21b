import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { qkv, temporaryFolder } from "./run-qkv.ts";

const commit = "c".repeat(40);
const config = Buffer.from("{}");
const configHash = "9e26dfeeb6e641a33dae4961196235bdb965b21b"; // git's of "{}"

/** A cache with a model, as Hugging Face's programs leave it. */
function cacheWithModel(): string {
  const cache = temporaryFolder();
  const folder = join(cache, "models--acme--tiny");
  for (const part of ["blobs", "refs", `snapshots/${commit}`])
    mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, "blobs", configHash), config);
  writeFileSync(join(folder, "refs", "main"), commit);
  symlinkSync(`../../blobs/${configHash}`, join(folder, "snapshots", commit, "config.json"));
  return cache;
}

test("qkv models lists what is in the cache, with sizes, and deletes", async () => {
  const env = { HF_HUB_CACHE: cacheWithModel() };
  const listed = await qkv(["models"], { env });
  expect(listed).toEqual({ code: 0, stdout: "acme/tiny  2 bytes  cccccccc (main)\n", stderr: "" });
  const json = await qkv(["models", "--json"], { env });
  expect(JSON.parse(json.stdout)).toEqual({
    models: [
      {
        name: "acme/tiny",
        size: 2,
        revisions: [{ commit, refs: ["main"], files: ["config.json"] }],
      },
    ],
  });
  const deleted = await qkv(["models", "--delete", "acme/tiny"], { env });
  expect(deleted).toEqual({ code: 0, stdout: "Deleted acme/tiny, 2 bytes.\n", stderr: "" });
  expect((await qkv(["models"], { env })).stdout).toContain("There are no models in the cache.");
  const again = await qkv(["models", "--delete", "acme/tiny"], { env });
  expect(again).toMatchObject({ code: 1, stdout: "" });
  expect(again.stderr).toContain("error: hub: acme/tiny is not in the cache");
});

test("qkv download brings a model and says where it is; what goes wrong is a line", async () => {
  const server = createServer(({ url = "" }, response) => {
    if (url.startsWith("/api/models/acme/tiny/revision/main"))
      response.end(
        JSON.stringify({
          sha: commit,
          siblings: [{ rfilename: "config.json", size: 2, blobId: configHash }],
        }),
      );
    else if (url === `/acme/tiny/resolve/${commit}/config.json`) response.end(config);
    else response.writeHead(404, { "x-error-code": "RepoNotFound" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const cache = temporaryFolder();
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { HF_HUB_CACHE: cache, HF_ENDPOINT: endpoint };
  const folder = join(cache, "models--acme--tiny", "snapshots", commit);
  const brought = await qkv(["download", "--model", "acme/tiny"], { env });
  expect(brought).toEqual({ code: 0, stdout: `${folder}\n`, stderr: "" });
  const json = await qkv(["download", "--model", "acme/tiny", "--json"], { env });
  expect(JSON.parse(json.stdout)).toEqual({ name: "acme/tiny", commit, folder });
  const lost = await qkv(["download", "--model", "acme/lost"], { env });
  expect(lost).toMatchObject({ code: 1, stdout: "" });
  expect(lost.stderr).toMatch(/^error: hub: http:\S+: there is no such model, or it is private/);
  expect((await qkv(["download"], { env })).stderr).toContain("--model is missing");
});
