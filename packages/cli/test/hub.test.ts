import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { qkv, temporaryFolder, withoutProgress } from "./run-qkv.ts";

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
  const one = await qkv(["models", "acme/tiny"], { env });
  expect(one.stdout).toBe(listed.stdout);
  expect((await qkv(["models", "acme/none"], { env })).stderr).toContain("is not in the cache");
  const deleted = await qkv(["models", "acme/tiny", "--delete"], { env });
  expect(deleted).toEqual({ code: 0, stdout: "Deleted acme/tiny, 2 bytes.\n", stderr: "" });
  expect((await qkv(["models"], { env })).stdout).toContain("There are no models in the cache.");
  const again = await qkv(["models", "--delete", "acme/tiny"], { env });
  expect(again).toMatchObject({ code: 1, stdout: "" });
  expect(again.stderr).toContain("error: hub: acme/tiny is not in the cache");
});

/** A hub with the files of acme/tiny, and an empty cache. */
async function hubWith(files: Readonly<Record<string, Buffer>>) {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    const file = files[url.split(`/acme/tiny/resolve/${commit}/`)[1] ?? ""];
    const siblings = Object.entries(files).map(([rfilename, { length }]) => ({
      ...{ rfilename, size: length, blobId: gitHash(files[rfilename]!) },
    }));
    if (url.startsWith("/api/models/acme/tiny/revision/main"))
      response.end(JSON.stringify({ sha: commit, siblings }));
    else if (file) response.end(file);
    else response.writeHead(404, { "x-error-code": "RepoNotFound" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const cache = temporaryFolder();
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { env: { HF_HUB_CACHE: cache, HF_ENDPOINT: endpoint }, cache, asked };
}

const gitHash = (bytes: Buffer): string =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");

test("qkv download brings a model and says where it is; what goes wrong is a line", async () => {
  const { env, cache } = await hubWith({ "config.json": config });
  const folder = join(cache, "models--acme--tiny", "snapshots", commit);
  const brought = await qkv(["download", "acme/tiny"], { env });
  expect(brought).toMatchObject({ code: 0, stdout: `${folder}\n` });
  expect(withoutProgress(brought.stderr)).toBe("");
  const json = await qkv(["download", "--model", "acme/tiny", "--json"], { env });
  expect(JSON.parse(json.stdout)).toEqual({ name: "acme/tiny", commit, folder });
  const lost = await qkv(["download", "--model", "acme/lost"], { env });
  expect(lost).toMatchObject({ code: 1, stdout: "" });
  expect(lost.stderr).toMatch(/^error: hub: http:\S+: there is no such model, or it is private/);
  expect((await qkv(["download"], { env })).stderr).toContain("--model is missing");
});

const families = new URL("../../nn/test/families/golden/", import.meta.url);
const fileOf = (name: string): Buffer => readFileSync(new URL(name, families));

test("qkv plan fetches the config.json of a name alone; too large a model is not downloaded", async () => {
  const large = { ...JSON.parse(fileOf("llama/config.json").toString()), vocab_size: 2 ** 31 };
  const { env, asked } = await hubWith({
    "config.json": Buffer.from(JSON.stringify(large)),
    "model.safetensors": Buffer.alloc(1000),
  });
  const planned = await qkv(["plan", "acme/tiny", "--context", "4"], { env });
  expect(withoutProgress(planned.stderr)).toBe("");
  expect(planned.stdout).toMatch(/^memory, loaded +[\d.]+ GiB/m);
  expect(planned.stdout).toMatch(/^download +[\d.]+ KiB/m);
  const refused = await qkv(["download", "acme/tiny"], { env });
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toMatch(
    /^error: acme\/tiny takes [\d.]+ GiB in int4, and WebAssembly ends/,
  );
  const generated = await qkv(["generate", "--model", "acme/tiny"], { env });
  expect(generated.stderr).toMatch(/^error: acme\/tiny takes [\d.]+ GiB in float32/);
  expect(asked.filter((url) => url.includes("safetensors"))).toEqual([]);
  expect((await qkv(["download", "acme/tiny", "--anyway"], { env })).code).toBe(0);
});

test("qkv generate takes a name of the hub, and from then on what is in the cache", async () => {
  const words = ["the", "whale", "sea", "and", "a"];
  const tokenizer = {
    ...{ version: "1.0", added_tokens: [], normalizer: null, post_processor: null, decoder: null },
    pre_tokenizer: { type: "Whitespace" },
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries(words.map((word, id) => [word, id])),
      unk_token: "the",
    },
  };
  const { env, asked } = await hubWith({
    "config.json": fileOf("llama/config.json"),
    "generation_config.json": fileOf("llama/generation_config.json"),
    "model.safetensors": fileOf("llama/model.safetensors"),
    "tokenizer.json": Buffer.from(JSON.stringify(tokenizer)),
  });
  const args = ["generate", "--model", "acme/tiny", "--prompt", "the whale"];
  const once = await qkv([...args, "--max-new-tokens", "3", "--temperature", "0"], { env });
  expect(once).toMatchObject({ code: 0, stdout: expect.stringMatching(/^the whale/) });
  const count = asked.length;
  const again = await qkv([...args, "--max-new-tokens", "3", "--temperature", "0"], { env });
  const told = ({ stderr, ...others }: typeof once) => ({
    ...others,
    stderr: withoutProgress(stderr),
  });
  expect(told(again)).toEqual(told(once));
  expect(asked.length).toBe(count);
  const lost = await qkv(["generate", "--model", "acme/lost"], { env });
  expect(lost.stderr).toContain("nor is there a folder of this path");
});

test.each(["chat", "serve"])(
  "qkv %s fetches no weights of a model that goes on with no text",
  async (command) => {
    const { asked, env } = await hubWith({
      "config.json": fileOf("t5/config.json"),
      "model.safetensors": Buffer.alloc(1000),
      "tokenizer.json": Buffer.from("{}"),
    });
    const refused = await qkv([command, "--model", "acme/tiny"], { env });
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /is an encoder-decoder \(model_type t5\), expected a decoder, a model that goes on/,
    );
    expect(asked.filter((url) => url.includes("safetensors"))).toEqual([]);
  },
);

test("nor of one without a tokenizer; a folder is refused before its weights are looked for", async () => {
  const { asked, env } = await hubWith({
    "config.json": fileOf("llama/config.json"),
    "model.safetensors": Buffer.alloc(1000),
  });
  const mute = await qkv(["chat", "--model", "acme/tiny"], { env });
  expect(mute.stderr).toMatch(/has no tokenizer\.json, which turns text into ids/);
  expect(asked.filter((url) => url.includes("safetensors"))).toEqual([]);
  const folder = temporaryFolder();
  writeFileSync(join(folder, "config.json"), fileOf("whisper/config.json"));
  const deaf = await qkv(["serve", "--model", folder]);
  expect(deaf.stderr).toMatch(
    /is a transcriber \(model_type whisper\), expected a decoder.*, or an encoder/,
  );
});
